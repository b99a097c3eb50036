import { z } from 'zod';
import { imageInputConfigSchema } from './image-input-config.js';
import { sessionConfigSchema } from './session-config.js';
import { strictObject } from './strict-object.js';

/** Tasks of the format that this version does not do yet. */
export const plannedTasks = [
  'object-detection',
  'keypoint-detection',
  'semantic-segmentation',
  'image-matting',
  'depth-estimation',
  'image-to-image',
  'image-embedding',
  'text-classification',
  'text-embedding',
  'audio-classification',
  'voice-activity',
  'tabular',
] as const;

const file = z
  .string()
  .min(1)
  .optional()
  .describe('The .onnx file, relative to the folder of the model. Default: the only one.');

const labels = z.array(z.string()).min(1);

const classificationOutputSchema = strictObject({
  decode: z
    .enum(['softmax', 'probabilities', 'sigmoid'])
    .describe('What the graph gives: logits of exclusive labels, probabilities, or logits of independent labels.'),
  names: strictObject({ scores: z.string().optional() })
    .optional()
    .describe('Names of output tensors, where the graph has several.'),
  labels: labels.optional().describe('Names of the classes, in order. Default: their numbers.'),
  labels_path: z
    .string()
    .min(1)
    .optional()
    .describe('A text file with a label on each line, in the folder of the model or of the manifest.'),
  top_k: z.int().min(1).optional().describe('1 gives a Classification. Default: 1, and all with sigmoid.'),
  score_threshold: z.number().min(0).max(1).optional().describe('Default: 0, and 0.5 with sigmoid.'),
}).refine((output) => output.labels === undefined || output.labels_path === undefined, {
  path: ['labels_path'],
  message: 'Give labels or labels_path, not both.',
});
/** How scores become labels. */
export type ClassificationOutputConfig = z.output<typeof classificationOutputSchema>;

const imageClassificationConfigSchema = strictObject({
  task: z.literal('image-classification'),
  file,
  input: imageInputConfigSchema.optional(),
  output: classificationOutputSchema,
  session: sessionConfigSchema.optional(),
});
export type ImageClassificationConfig = z.output<typeof imageClassificationConfigSchema>;

const tensorConfigSchema = strictObject({
  task: z.literal('tensors').default('tensors'),
  file,
  session: sessionConfigSchema.optional(),
});

const plannedConfigSchema = z
  .looseObject({ task: z.enum(plannedTasks) })
  .describe('Known to the format, and not done by this version yet.');

/**
 * `default_deployment_config_dict.config` of a model whose `type` is `onnx`. Other people write it, but for us alone, so it is
 * strict: a key that is not known is a mistake, and would otherwise only show in worse results.
 */
export const onnxConfigSchema = z.discriminatedUnion(
  'task',
  [imageClassificationConfigSchema, tensorConfigSchema, plannedConfigSchema],
  { error: (issue) => (issue.code === 'invalid_union' ? `There is no such task; there are ${tasks()}.` : undefined) },
);
/** What a manifest says about an ONNX model. */
export type OnnxConfig = z.output<typeof onnxConfigSchema>;

function tasks(): string {
  return ['image-classification', 'tensors', ...plannedTasks].join(', ');
}
