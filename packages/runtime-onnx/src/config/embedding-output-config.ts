import { z } from 'zod';
import { strictObject } from './strict-object.js';

/** `output` of tasks that give vectors. */
export function embeddingOutput<const Pooling extends readonly [string, ...string[]]>(
  pooling: Pooling,
  description: string,
) {
  return strictObject({
    decode: z.literal('embedding').describe('What the graph gives: a vector, or several that are pooled.'),
    names: strictObject({ embedding: z.string().optional() })
      .optional()
      .describe('Names of output tensors, where the graph has several.'),
    pooling: z.enum(pooling).optional().describe(description),
    l2: z.boolean().optional().describe('Bring vectors to the length 1. Default: false.'),
  });
}
