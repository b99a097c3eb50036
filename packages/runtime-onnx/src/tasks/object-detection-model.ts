import type { Model } from '@modelzoo/core';
import type { ObjectDetectionConfig, ObjectDetectionOutputConfig } from '../config/object-detection-config.js';
import { createBoxesDecoder } from './detect/boxes-decoder.js';
import type { Decoder } from './detect/decoder.js';
import { defaultStrides } from './detect/default-strides.js';
import { createDetectionModel } from './detect/detection-model.js';
import { createFastestdetDecoder } from './detect/fastestdet-decoder.js';
import { createNanodetDecoder } from './detect/nanodet-decoder.js';
import { createNanodetPlusDecoder } from './detect/nanodet-plus-decoder.js';
import { createSsdDecoder } from './detect/ssd-decoder.js';
import { createYoloDecoder } from './detect/yolo-decoder.js';
import { createYoloxDecoder } from './detect/yolox-decoder.js';
import type { ModelParts } from './model-parts.js';

/**
 * A model that finds things in pictures, and gives `Detections`.
 * @throws ZooError `ERR_ZOO_DEPLOYMENT_INVALID`, `ERR_ZOO_FILE_NOT_FOUND`
 */
export async function createObjectDetectionModel(parts: ModelParts<ObjectDetectionConfig>): Promise<Model> {
  const { output } = parts.config;
  // DETR learns to say each thing once, so that boxes which overlap are different things.
  const nms = output.nms ?? (output.decode === 'detr' ? false : undefined);
  return createDetectionModel({
    ...parts,
    config: { ...parts.config, output: { ...output, nms } },
    decoder: toDecoder(output),
    toPrediction: (things) => ({ _cls: 'Detections', detections: things.map(({ detection }) => detection) }),
  });
}

function toDecoder(output: ObjectDetectionOutputConfig): Decoder {
  switch (output.decode) {
    case 'yolox':
      return createYoloxDecoder({ strides: output.strides ?? defaultStrides, ...output.names });
    case 'yolov5':
    case 'yolov8':
      return createYoloDecoder({ decode: output.decode, ...output.names });
    case 'nanodet':
      return createNanodetDecoder({ strides: output.strides ?? defaultStrides, ...output.names });
    case 'fastestdet':
      return createFastestdetDecoder({ ...output.names });
    case 'nanodet-plus':
      return createNanodetPlusDecoder({
        strides: output.strides ?? [...defaultStrides, 64],
        bins: output.bins ?? 8,
        ...output.names,
      });
    case 'ssd':
      return createSsdDecoder({
        priors: output.priors,
        variances: output.variances ?? [0.1, 0.2],
        activation: output.activation ?? 'none',
        background: output.background,
        ...output.names,
      });
    case 'detr':
      return createBoxesDecoder({
        format: 'cxcywh',
        coordinates: 'relative',
        activation: 'softmax',
        background: -1,
        order: ['scores', 'boxes'],
        names: output.names ?? {},
      });
    case 'boxes':
      return createBoxesDecoder({
        format: output.format ?? 'xyxy',
        coordinates: output.coordinates ?? 'relative',
        activation: output.activation ?? 'none',
        background: output.background,
        order: output.names?.classes === undefined ? ['boxes', 'scores'] : ['boxes', 'scores', 'classes'],
        names: output.names ?? {},
      });
  }
}
