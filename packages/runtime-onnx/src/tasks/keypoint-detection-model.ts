import type { Keypoints, Model, Prediction } from '@modelzoo/core';
import type { KeypointDetectionConfig, KeypointDetectionOutputConfig } from '../config/keypoint-detection-config.js';
import { createBlazefaceDecoder } from './detect/blazeface-decoder.js';
import { createBoxesDecoder } from './detect/boxes-decoder.js';
import type { Decoder } from './detect/decoder.js';
import { defaultStrides } from './detect/default-strides.js';
import { createDetectionModel } from './detect/detection-model.js';
import type { FoundThing } from './detect/finish-detections.js';
import { createPointsDecoder } from './detect/points-decoder.js';
import { createYunetDecoder } from './detect/yunet-decoder.js';
import type { ModelParts } from './model-parts.js';

/** Anchors of the short-range model of BlazeFace. */
const shortRangeAnchors = [
  { stride: 8, count: 2 },
  { stride: 16, count: 6 },
] as const;

/**
 * A model that finds things with their keypoints, and gives `detections` and `keypoints` in the same order. With the decoder
 * `points`, which does not look for the thing, it gives `Keypoints` alone.
 * @throws ZooError `ERR_ZOO_DEPLOYMENT_INVALID`, `ERR_ZOO_FILE_NOT_FOUND`
 */
export async function createKeypointDetectionModel(parts: ModelParts<KeypointDetectionConfig>): Promise<Model> {
  const { output } = parts.config;
  return createDetectionModel({
    ...parts,
    decoder: toDecoder(output),
    toPrediction: output.decode === 'points' ? toLandmarks : toDetectionsAndKeypoints,
  });
}

function toDecoder(output: KeypointDetectionOutputConfig): Decoder {
  switch (output.decode) {
    case 'yunet':
      return createYunetDecoder({ strides: output.strides ?? defaultStrides, ...output.names });
    case 'blazeface':
      return createBlazefaceDecoder({ anchors: output.anchors ?? shortRangeAnchors, ...output.names });
    case 'points':
      return createPointsDecoder({
        pointValues: output.point_values ?? 2,
        coordinates: output.coordinates ?? 'relative',
        activation: output.activation ?? 'none',
        ...output.names,
      });
    case 'boxes':
      return createBoxesDecoder({
        format: output.format ?? 'xyxy',
        coordinates: output.coordinates ?? 'relative',
        activation: output.activation ?? 'none',
        background: output.background,
        pointValues: output.point_values,
        order:
          output.names?.classes === undefined
            ? ['boxes', 'scores', 'keypoints']
            : ['boxes', 'scores', 'classes', 'keypoints'],
        names: output.names ?? {},
      });
  }
}

function toDetectionsAndKeypoints(things: readonly FoundThing[]): Prediction {
  return {
    detections: { _cls: 'Detections', detections: things.map(({ detection }) => detection) },
    keypoints: {
      _cls: 'Keypoints',
      keypoints: things.map(({ detection, points }) => ({ _cls: 'Keypoint', label: detection.label, points })),
    },
  };
}

/** How sure the model is belongs to all points alike. */
function toLandmarks(things: readonly FoundThing[]): Keypoints {
  return {
    _cls: 'Keypoints',
    keypoints: things.map(({ detection: { label, confidence = 1 }, points }) => ({
      _cls: 'Keypoint',
      label,
      points,
      confidence: points.map(() => confidence),
    })),
  };
}
