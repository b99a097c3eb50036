import { z } from 'zod';
import { classificationOutputSchema } from './classification-output-config.js';
import { modelFileSchema } from './common-config.js';
import { sessionConfigSchema } from './session-config.js';
import { strictObject } from './strict-object.js';
import { textInputConfigSchema } from './text-input-config.js';

export const textClassificationConfigSchema = strictObject({
  task: z.literal('text-classification'),
  file: modelFileSchema,
  input: textInputConfigSchema.optional(),
  output: classificationOutputSchema,
  session: sessionConfigSchema.optional(),
});
export type TextClassificationConfig = z.output<typeof textClassificationConfigSchema>;
