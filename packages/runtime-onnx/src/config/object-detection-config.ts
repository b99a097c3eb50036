import { z } from 'zod';
import { hasOneSourceOfLabels, modelFileSchema, twoSourcesOfLabels } from './common-config.js';
import {
  activationSchema,
  backgroundSchema,
  boxFormatSchema,
  coordinatesSchema,
  detectionOutputFields,
  namesPerStride,
  outputName,
  stridesSchema,
} from './detection-output-config.js';
import { imageInputConfigSchema } from './image-input-config.js';
import { sessionConfigSchema } from './session-config.js';
import { strictObject } from './strict-object.js';

const predictionsName = strictObject({ predictions: outputName })
  .optional()
  .describe('Names of output tensors, where the graph has several.');

const yolox = strictObject({
  decode: z.literal('yolox').describe('Rows of YOLOX, exported without its decoding.'),
  names: predictionsName,
  strides: stridesSchema,
  ...detectionOutputFields,
}).refine(hasOneSourceOfLabels, twoSourcesOfLabels);

const yolo = strictObject({
  decode: z
    .enum(['yolov5', 'yolov8'])
    .describe('Decoded centres and sizes in pixels: [boxes, 5 + classes], or [4 + classes, boxes].'),
  names: predictionsName,
  ...detectionOutputFields,
}).refine(hasOneSourceOfLabels, twoSourcesOfLabels);

const nanodet = strictObject({
  decode: z.literal('nanodet').describe('Probabilities and distributions of distances, for each stride.'),
  names: strictObject({ scores: namesPerStride, boxes: namesPerStride })
    .optional()
    .describe('Names of output tensors, one for each stride. Default: all scores, then all boxes.'),
  strides: stridesSchema,
  ...detectionOutputFields,
}).refine(hasOneSourceOfLabels, twoSourcesOfLabels);

const fastestdet = strictObject({
  decode: z.literal('fastestdet').describe('Planes of one grid.'),
  names: predictionsName,
  ...detectionOutputFields,
}).refine(hasOneSourceOfLabels, twoSourcesOfLabels);

const detr = strictObject({
  decode: z
    .literal('detr')
    .describe('Logits, of which the last means nothing, and relative centres and sizes. nms is false by default.'),
  names: strictObject({ scores: outputName, boxes: outputName })
    .optional()
    .describe('Names of output tensors. Default: scores, then boxes.'),
  ...detectionOutputFields,
}).refine(hasOneSourceOfLabels, twoSourcesOfLabels);

const boxes = strictObject({
  decode: z.literal('boxes').describe('Boxes that the graph has decoded.'),
  names: strictObject({ boxes: outputName, scores: outputName, classes: outputName })
    .optional()
    .describe(
      'Names of output tensors. Default: boxes, then scores. classes: numbers, where scores has one for each box.',
    ),
  format: boxFormatSchema,
  coordinates: coordinatesSchema,
  activation: activationSchema,
  background: backgroundSchema,
  ...detectionOutputFields,
}).refine(hasOneSourceOfLabels, twoSourcesOfLabels);

const objectDetectionOutputSchema = z.discriminatedUnion('decode', [yolox, yolo, nanodet, fastestdet, detr, boxes]);
/** How the output of a graph becomes boxes. */
export type ObjectDetectionOutputConfig = z.output<typeof objectDetectionOutputSchema>;

export const objectDetectionConfigSchema = strictObject({
  task: z.literal('object-detection'),
  file: modelFileSchema,
  input: imageInputConfigSchema.optional(),
  output: objectDetectionOutputSchema,
  session: sessionConfigSchema.optional(),
});
export type ObjectDetectionConfig = z.output<typeof objectDetectionConfigSchema>;
