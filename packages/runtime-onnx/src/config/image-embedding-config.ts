import { z } from 'zod';
import { imageTaskConfig } from './image-task-config.js';
import { strictObject } from './strict-object.js';

export const imageEmbeddingConfigSchema = imageTaskConfig(
  'image-embedding',
  strictObject({
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
);
export type ImageEmbeddingConfig = z.output<typeof imageEmbeddingConfigSchema>;
