import { z } from 'zod';
import { hasOneSourceOfLabels, labelFields, twoSourcesOfLabels } from './common-config.js';
import {
  coordinatesSchema,
  decodedBoxesFields,
  detectionOutput,
  detectionOutputFields,
  namesPerStride,
  outputName,
  stridesSchema,
} from './detection-output-config.js';
import { imageTaskConfig } from './image-task-config.js';
import { strictObject } from './strict-object.js';

const pointValues = z
  .union([z.literal(2), z.literal(3)])
  .optional()
  .describe('Numbers of each point: x and y (the default), or one more, which is not looked at.');

const yunet = detectionOutput({
  decode: z.literal('yunet').describe('For each stride: scores, probabilities of something, boxes, keypoints.'),
  names: strictObject({
    scores: namesPerStride,
    objects: namesPerStride,
    boxes: namesPerStride,
    keypoints: namesPerStride,
  })
    .optional()
    .describe('Names of output tensors, one for each stride. Default: in this order.'),
  strides: stridesSchema,
});

const blazeface = detectionOutput({
  decode: z.literal('blazeface').describe('Offsets from anchors, and logits.'),
  names: strictObject({ boxes: outputName, scores: outputName })
    .optional()
    .describe('Names of output tensors. Default: boxes with keypoints, then scores.'),
  anchors: z
    .array(strictObject({ stride: z.int().min(1).max(1024), count: z.int().min(1).max(64) }))
    .min(1)
    .optional()
    .describe('Grids, and how many anchors each cell has. Default: stride 8 with 2, then 16 with 6.'),
});

const boxes = detectionOutput({
  decode: z.literal('boxes').describe('Boxes and keypoints that the graph has decoded.'),
  names: strictObject({
    boxes: outputName,
    scores: outputName,
    classes: outputName,
    keypoints: outputName,
  })
    .optional()
    .describe(
      'Names of output tensors. Default: boxes, scores, keypoints. classes: where scores has one for each box.',
    ),
  ...decodedBoxesFields,
  point_values: pointValues,
});

const points = strictObject({
  decode: z.literal('points').describe('Landmarks of one thing that fills the picture.'),
  names: strictObject({ points: outputName, scores: outputName })
    .optional()
    .describe('Names of output tensors. Default: the only one has the points.'),
  coordinates: coordinatesSchema,
  activation: z
    .enum(['none', 'sigmoid'])
    .optional()
    .describe('What turns the score into the probability that the thing is there. Default: none.'),
  point_values: pointValues,
  ...labelFields,
  score_threshold: detectionOutputFields.score_threshold,
}).refine(hasOneSourceOfLabels, twoSourcesOfLabels);

const keypointDetectionOutputSchema = z.discriminatedUnion('decode', [yunet, blazeface, boxes, points]);
/** How the output of a graph becomes keypoints. */
export type KeypointDetectionOutputConfig = z.output<typeof keypointDetectionOutputSchema>;

export const keypointDetectionConfigSchema = imageTaskConfig('keypoint-detection', keypointDetectionOutputSchema);
export type KeypointDetectionConfig = z.output<typeof keypointDetectionConfigSchema>;
