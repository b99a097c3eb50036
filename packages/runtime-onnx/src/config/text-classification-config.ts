import { z } from 'zod';
import { classificationOutputSchema } from './classification-output-config.js';
import { modelFileSchema } from './common-config.js';
import { sessionConfigSchema } from './session-config.js';
import { strictObject } from './strict-object.js';

export const textClassificationConfigSchema = strictObject({
  task: z.literal('text-classification'),
  file: modelFileSchema,
  input: strictObject({
    name: z.string().optional().describe('Name of the input tensor. Default: the only one.'),
    kind: z.literal('text').optional(),
  }).optional(),
  output: classificationOutputSchema,
  session: sessionConfigSchema.optional(),
}).describe('Of graphs that take texts as they are, as those of scikit-learn do.');
export type TextClassificationConfig = z.output<typeof textClassificationConfigSchema>;
