import { z } from 'zod';
import { classificationOutputSchema } from './classification-output-config.js';
import { modelFileSchema } from './common-config.js';
import { sessionConfigSchema } from './session-config.js';
import { strictObject } from './strict-object.js';

const samples = z.int().min(1).max(10_000_000);

export const audioClassificationConfigSchema = strictObject({
  task: z.literal('audio-classification'),
  file: modelFileSchema,
  input: strictObject({
    name: z.string().optional().describe('Name of the input tensor. Default: the only one.'),
    kind: z.literal('audio').optional(),
    sample_rate: z.int().min(1).max(1_000_000).describe('Samples in a second that the graph wants.'),
    window: samples.optional().describe('Samples that the graph hears at once. Default: from the graph, or the sound.'),
    hop: samples.optional().describe('Samples between the beginnings of windows. Default: one after the other.'),
    padding: z
      .enum(['zeros', 'repeat'])
      .optional()
      .describe('What follows a sound that is shorter than the window: silence (the default), or the sound again.'),
    normalize: z.boolean().optional().describe('Bring windows to the mean 0 and the variance 1. Default: false.'),
  }),
  output: classificationOutputSchema.describe('Of several windows, the mean of what the graph gives counts.'),
  session: sessionConfigSchema.optional(),
});
export type AudioClassificationConfig = z.output<typeof audioClassificationConfigSchema>;
