import { z } from 'zod';
import { hasOneSourceOfLabels, labelFields, twoSourcesOfLabels } from './common-config.js';
import { strictObject } from './strict-object.js';

/** `output` of tasks that tell classes of a whole input. */
export const classificationOutputSchema = strictObject({
  decode: z
    .enum(['softmax', 'probabilities', 'sigmoid'])
    .describe('What the graph gives: logits of exclusive labels, probabilities, or logits of independent labels.'),
  names: strictObject({ scores: z.string().optional() })
    .optional()
    .describe('Names of output tensors, where the graph has several.'),
  ...labelFields,
  top_k: z.int().min(1).optional().describe('1 gives a Classification. Default: 1, and all with sigmoid.'),
  score_threshold: z.number().min(0).max(1).optional().describe('Default: 0, and 0.5 with sigmoid.'),
}).refine(hasOneSourceOfLabels, twoSourcesOfLabels);
