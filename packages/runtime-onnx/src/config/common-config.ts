import { z } from 'zod';

/** `file` of every task. */
export const modelFileSchema = z
  .string()
  .min(1)
  .optional()
  .describe('The .onnx file, relative to the folder of the model. Default: the only one.');

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
