import { z } from 'zod';

/** What the numbers of a graph are, in the words of transformers.js. */
export const dtypeSchema = z.enum(['fp32', 'fp16', 'int8', 'uint8', 'q8', 'q4', 'q4f16', 'bnb4']);
export type Dtype = z.output<typeof dtypeSchema>;

const path = z.string().min(1);

/** `file` of every task. */
export const modelFileSchema = z
  .union([
    path,
    z
      .partialRecord(dtypeSchema, path, { error: `Name a file for each dtype: ${dtypeSchema.options.join(', ')}.` })
      .describe('The same model in several dtypes, of which the load parameter dtype chooses. Default: the first.'),
  ])
  .optional()
  .describe('The .onnx file, relative to the folder of the model. Default: the only one.');
export type ModelFile = z.output<typeof modelFileSchema>;

/** The two ways to name classes, of which {@link hasOneSourceOfLabels} allows one. */
export const labelFields = {
  labels: z.array(z.string()).min(1).optional().describe('Names of the classes, in order. Default: their numbers.'),
  labels_path: z
    .string()
    .min(1)
    .optional()
    .describe('In the folder of the model or of the manifest: a label on each line, a JSON list, or a config.json.'),
};

/** Where the names of classes are. */
export interface LabelsConfig {
  readonly labels?: readonly string[] | undefined;
  readonly labels_path?: string | undefined;
}

/** For `refine`, with {@link twoSourcesOfLabels}. */
export function hasOneSourceOfLabels(output: object): boolean {
  const { labels, labels_path }: LabelsConfig = output;
  return labels === undefined || labels_path === undefined;
}

export const twoSourcesOfLabels = { path: ['labels_path'], message: 'Give labels or labels_path, not both.' };
