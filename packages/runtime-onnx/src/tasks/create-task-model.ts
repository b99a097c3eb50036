import type { Model } from '@modelzoo/core';
import type { OnnxConfig } from '../config/onnx-deployment-config.js';
import { createDepthEstimationModel } from './dense/depth-estimation-model.js';
import { createImageMattingModel } from './dense/image-matting-model.js';
import { createSemanticSegmentationModel } from './dense/semantic-segmentation-model.js';
import { createImageToImageModel } from './dense/image-to-image-model.js';
import { createVoiceActivityModel } from './voice-activity-model.js';
import { createTabularModel } from './tabular-model.js';
import { createTextClassificationModel } from './text-classification-model.js';
import { createTextEmbeddingModel } from './text-embedding-model.js';
import { createAudioClassificationModel } from './audio-classification-model.js';
import { createImageClassificationModel } from './image-classification-model.js';
import { createImageEmbeddingModel } from './image-embedding-model.js';
import { createKeypointDetectionModel } from './keypoint-detection-model.js';
import type { ModelParts } from './model-parts.js';
import { createObjectDetectionModel } from './object-detection-model.js';
import { createTensorModel } from './tensor-model.js';

/**
 * The model of whatever task the config names.
 * @throws ZooError `ERR_ZOO_DEPLOYMENT_INVALID` when the config does not fit the graph, `ERR_ZOO_FILE_NOT_FOUND`
 */
export async function createTaskModel(parts: ModelParts<OnnxConfig>): Promise<Model> {
  const { config } = parts;
  switch (config.task) {
    case 'image-classification':
      return createImageClassificationModel({ ...parts, config });
    case 'image-embedding':
      return createImageEmbeddingModel({ ...parts, config });
    case 'object-detection':
      return createObjectDetectionModel({ ...parts, config });
    case 'keypoint-detection':
      return createKeypointDetectionModel({ ...parts, config });
    case 'semantic-segmentation':
      return createSemanticSegmentationModel({ ...parts, config });
    case 'image-matting':
      return createImageMattingModel({ ...parts, config });
    case 'depth-estimation':
      return createDepthEstimationModel({ ...parts, config });
    case 'text-classification':
      return createTextClassificationModel({ ...parts, config });
    case 'text-embedding':
      return createTextEmbeddingModel({ ...parts, config });
    case 'tabular':
      return createTabularModel({ ...parts, config });
    case 'audio-classification':
      return createAudioClassificationModel({ ...parts, config });
    case 'voice-activity':
      return createVoiceActivityModel({ ...parts, config });
    case 'image-to-image':
      return createImageToImageModel({ ...parts, config });
    case 'tensors':
      return createTensorModel(parts.session);
  }
}
