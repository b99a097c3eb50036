import { z } from 'zod';
import { hasOneSourceOfLabels, labelFields, modelFileSchema, twoSourcesOfLabels } from './common-config.js';
import { sessionConfigSchema } from './session-config.js';
import { strictObject } from './strict-object.js';

const column = z.union([z.string().min(1), strictObject({ name: z.string().min(1), from: z.string().min(1) })]);

export const tabularConfigSchema = strictObject({
  task: z.literal('tabular'),
  file: modelFileSchema,
  input: strictObject({
    kind: z.literal('tabular').optional(),
    columns: z
      .array(column)
      .min(1)
      .optional()
      .describe(
        'Of a row, in order. A graph with an input for each: name is that input, from the column. Default: by place.',
      ),
  }).optional(),
  output: strictObject({
    decode: z.enum(['label', 'value']).describe('What the graph gives: a class, or a number.'),
    names: strictObject({
      label: z.string().optional(),
      probabilities: z.string().optional(),
      value: z.string().optional(),
    }).optional(),
    ...labelFields,
  }).refine(hasOneSourceOfLabels, twoSourcesOfLabels),
  session: sessionConfigSchema.optional(),
});
export type TabularConfig = z.output<typeof tabularConfigSchema>;
