import { z } from 'zod';
import { modelFileSchema } from './common-config.js';
import { imageInputConfigSchema } from './image-input-config.js';
import { sessionConfigSchema } from './session-config.js';
import { strictObject } from './strict-object.js';

export const imageEmbeddingConfigSchema = strictObject({
  task: z.literal('image-embedding'),
  file: modelFileSchema,
  input: imageInputConfigSchema.optional(),
  output: strictObject({
    decode: z.literal('embedding').describe('What the graph gives: a vector, or several that are pooled.'),
    names: strictObject({ embedding: z.string().optional() })
      .optional()
      .describe('Names of output tensors, where the graph has several.'),
    pooling: z
      .enum(['mean', 'max', 'first'])
      .optional()
      .describe('How [batch, tokens, size] or a map of features becomes one vector. first: of the first token.'),
    l2: z.boolean().optional().describe('Bring vectors to the length 1. Default: false.'),
  }),
  session: sessionConfigSchema.optional(),
});
export type ImageEmbeddingConfig = z.output<typeof imageEmbeddingConfigSchema>;
