import type { z } from 'zod';
import { embeddingOutput } from './embedding-output-config.js';
import { imageTaskConfig } from './image-task-config.js';

export const imageEmbeddingConfigSchema = imageTaskConfig(
  'image-embedding',
  embeddingOutput(
    ['mean', 'max', 'first'],
    'How [batch, tokens, size] or a map of features becomes one vector. first: of the first token.',
  ),
);
export type ImageEmbeddingConfig = z.output<typeof imageEmbeddingConfigSchema>;
