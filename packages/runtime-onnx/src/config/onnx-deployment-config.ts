import { z } from 'zod';
import { audioClassificationConfigSchema } from './audio-classification-config.js';
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
import { textEmbeddingConfigSchema } from './text-embedding-config.js';
import { sessionConfigSchema } from './session-config.js';
import { strictObject } from './strict-object.js';

/** All tasks. */
export const onnxTasks = [
  'image-classification',
  'object-detection',
  'keypoint-detection',
  'image-embedding',
  'semantic-segmentation',
  'image-matting',
  'depth-estimation',
  'text-classification',
  'text-embedding',
  'tabular',
  'audio-classification',
  'voice-activity',
  'image-to-image',
  'tensors',
] as const satisfies readonly OnnxConfig['task'][];

const imageClassificationConfigSchema = imageTaskConfig('image-classification', classificationOutputSchema);
export type ImageClassificationConfig = z.output<typeof imageClassificationConfigSchema>;

const tensorConfigSchema = strictObject({
  task: z.literal('tensors').default('tensors'),
  file: modelFileSchema,
  session: sessionConfigSchema.optional(),
});

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
    textEmbeddingConfigSchema,
    tabularConfigSchema,
    audioClassificationConfigSchema,
    voiceActivityConfigSchema,
    imageToImageConfigSchema,
    tensorConfigSchema,
  ],
  { error: (issue) => (issue.code === 'invalid_union' ? `There is no such task; there are ${tasks()}.` : undefined) },
);
/** What a manifest says about an ONNX model. */
export type OnnxConfig = z.output<typeof onnxConfigSchema>;

function tasks(): string {
  return onnxTasks.join(', ');
}
