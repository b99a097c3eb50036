import { z } from 'zod';
import { classificationOutputSchema } from './classification-output-config.js';
import { modelFileSchema } from './common-config.js';
import {
  depthEstimationConfigSchema,
  imageMattingConfigSchema,
  semanticSegmentationConfigSchema,
} from './dense-output-config.js';
import { imageEmbeddingConfigSchema } from './image-embedding-config.js';
import { imageTaskConfig } from './image-task-config.js';
import { imageToImageConfigSchema } from './image-to-image-config.js';
import { keypointDetectionConfigSchema } from './keypoint-detection-config.js';
import { objectDetectionConfigSchema } from './object-detection-config.js';
import { voiceActivityConfigSchema } from './voice-activity-config.js';
import { tabularConfigSchema } from './tabular-config.js';
import { textClassificationConfigSchema } from './text-classification-config.js';
import { sessionConfigSchema } from './session-config.js';
import { strictObject } from './strict-object.js';

/** Tasks of the format that this version does not do yet. */
export const plannedTasks = ['text-embedding', 'audio-classification'] as const;

/** Tasks that can be run. */
export const runnableTasks = [
  'image-classification',
  'object-detection',
  'keypoint-detection',
  'image-embedding',
  'semantic-segmentation',
  'image-matting',
  'depth-estimation',
  'text-classification',
  'tabular',
  'voice-activity',
  'image-to-image',
  'tensors',
] as const satisfies readonly RunnableConfig['task'][];

/** A task that only a hook can do. */
export type PlannedTask = (typeof plannedTasks)[number];

const imageClassificationConfigSchema = imageTaskConfig('image-classification', classificationOutputSchema);
export type ImageClassificationConfig = z.output<typeof imageClassificationConfigSchema>;

const tensorConfigSchema = strictObject({
  task: z.literal('tensors').default('tensors'),
  file: modelFileSchema,
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
  [
    imageClassificationConfigSchema,
    objectDetectionConfigSchema,
    keypointDetectionConfigSchema,
    imageEmbeddingConfigSchema,
    semanticSegmentationConfigSchema,
    imageMattingConfigSchema,
    depthEstimationConfigSchema,
    textClassificationConfigSchema,
    tabularConfigSchema,
    voiceActivityConfigSchema,
    imageToImageConfigSchema,
    tensorConfigSchema,
    plannedConfigSchema,
  ],
  { error: (issue) => (issue.code === 'invalid_union' ? `There is no such task; there are ${tasks()}.` : undefined) },
);
/** What a manifest says about an ONNX model. */
export type OnnxConfig = z.output<typeof onnxConfigSchema>;
/** One whose task can be run. */
export type RunnableConfig = Exclude<OnnxConfig, { readonly task: PlannedTask }>;

export function isRunnable(config: OnnxConfig): config is RunnableConfig {
  return !plannedTasks.some((task) => task === config.task);
}

function tasks(): string {
  return [...runnableTasks, ...plannedTasks].join(', ');
}
