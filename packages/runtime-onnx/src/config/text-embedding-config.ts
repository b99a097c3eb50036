import { z } from 'zod';
import { modelFileSchema } from './common-config.js';
import { embeddingOutput } from './embedding-output-config.js';
import { sessionConfigSchema } from './session-config.js';
import { strictObject } from './strict-object.js';
import { textInputConfigSchema } from './text-input-config.js';

export const textEmbeddingConfigSchema = strictObject({
  task: z.literal('text-embedding'),
  file: modelFileSchema,
  input: textInputConfigSchema.optional(),
  output: embeddingOutput(
    ['mean', 'max', 'first', 'last'],
    'How [batch, tokens, size] becomes one vector: of all tokens of the text, or of its first or last one.',
  ),
  session: sessionConfigSchema.optional(),
});
export type TextEmbeddingConfig = z.output<typeof textEmbeddingConfigSchema>;
