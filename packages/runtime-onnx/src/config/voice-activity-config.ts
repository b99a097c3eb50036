import { z } from 'zod';
import { modelFileSchema } from './common-config.js';
import { sessionConfigSchema } from './session-config.js';
import { strictObject } from './strict-object.js';

const samples = z.int().min(1).max(10_000_000);
const probability = z.number().min(0).max(1);

export const voiceActivityConfigSchema = strictObject({
  task: z.literal('voice-activity'),
  file: modelFileSchema,
  input: strictObject({
    name: z
      .string()
      .optional()
      .describe('Name of the input tensor. Default: the only one that is neither state nor constant.'),
    kind: z.literal('audio').optional(),
    sample_rate: z.int().min(1).max(1_000_000).describe('Samples in a second that the graph wants.'),
    window: samples.describe('New samples that the graph takes in a frame.'),
    context: z.int().min(0).max(10_000_000).optional().describe('Samples before them that it takes again. Default: 0.'),
    constants: z
      .record(z.string(), z.number())
      .optional()
      .describe('Inputs that are the same in every frame, by their names: the sample rate, say.'),
  }),
  output: strictObject({
    decode: z.literal('frames').describe('A probability for each frame.'),
    names: strictObject({ scores: z.string().optional() }).optional(),
    state: z
      .array(
        strictObject({
          input: z.string(),
          output: z.string(),
          shape: z.array(z.int().min(1).max(1_000_000)).optional().describe('Default: from the graph, open ones as 1.'),
        }),
      )
      .optional()
      .describe('Outputs that are inputs of the next frame. They begin with zeros.'),
    label: z.string().min(1).optional().describe('Default: speech.'),
    score_threshold: probability.optional().describe('Something begins at this probability. Default: 0.5.'),
    end_threshold: probability.optional().describe('It ends below this. Default: 0.15 less.'),
  }),
  session: sessionConfigSchema.optional(),
});
export type VoiceActivityConfig = z.output<typeof voiceActivityConfigSchema>;
