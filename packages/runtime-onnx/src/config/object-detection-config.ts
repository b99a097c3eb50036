import { z } from 'zod';
import {
  decodedBoxesFields,
  detectionOutput,
  namesPerStride,
  outputName,
  scoreFields,
  stridesSchema,
} from './detection-output-config.js';
import { imageTaskConfig } from './image-task-config.js';
import { strictObject } from './strict-object.js';

const predictionsName = strictObject({ predictions: outputName })
  .optional()
  .describe('Names of output tensors, where the graph has several.');

const yolox = detectionOutput({
  decode: z.literal('yolox').describe('Rows of YOLOX, exported without its decoding.'),
  names: predictionsName,
  strides: stridesSchema,
});

const yolo = detectionOutput({
  decode: z
    .enum(['yolov5', 'yolov8'])
    .describe('Decoded centres and sizes in pixels: [boxes, 5 + classes], or [4 + classes, boxes].'),
  names: predictionsName,
});

const nanodet = detectionOutput({
  decode: z.literal('nanodet').describe('Probabilities and distributions of distances, for each stride.'),
  names: strictObject({ scores: namesPerStride, boxes: namesPerStride })
    .optional()
    .describe('Names of output tensors, one for each stride. Default: all scores, then all boxes.'),
  strides: stridesSchema,
});

const nanodetPlus = detectionOutput({
  decode: z.literal('nanodet-plus').describe('Rows of NanoDet-Plus: probabilities, then distributions of distances.'),
  names: predictionsName,
  strides: stridesSchema.describe('Pixels between the cells of each grid. Default: 8, 16, 32, 64.'),
  bins: z
    .int()
    .min(2)
    .max(1024)
    .optional()
    .describe('Numbers of each distribution, one more than reg_max in the training. Default: 8.'),
});

const fastestdet = detectionOutput({
  decode: z.literal('fastestdet').describe('Planes of one grid.'),
  names: predictionsName,
});

const detr = detectionOutput({
  decode: z
    .literal('detr')
    .describe('Logits, of which the last means nothing, and relative centres and sizes. nms is false by default.'),
  names: strictObject({ scores: outputName, boxes: outputName })
    .optional()
    .describe('Names of output tensors. Default: scores, then boxes.'),
});

const side = z.number().min(0.1).max(65_536);

const ssd = detectionOutput({
  decode: z.literal('ssd').describe('Offsets from priors, and a score for each class, of which one is the background.'),
  names: strictObject({ boxes: outputName, scores: outputName })
    .optional()
    .describe('Names of output tensors. Default: boxes, then scores.'),
  priors: z
    .array(
      strictObject({
        stride: side.describe('Pixels between the centres of cells. Fractions are allowed.'),
        sizes: z
          .array(z.union([side, z.tuple([side, side])]))
          .min(1)
          .max(64)
          .describe('Sides of the priors of each cell in pixels: a square, or width and height.'),
      }),
    )
    .min(1)
    .describe('Grids of priors, in the order of the rows; the priors of a cell follow each other.'),
  variances: z
    .tuple([z.number().positive(), z.number().positive()])
    .optional()
    .describe('What offsets of centres and of sizes were divided by. Default: 0.1, 0.2.'),
  ...scoreFields,
});

const boxes = detectionOutput({
  decode: z.literal('boxes').describe('Boxes that the graph has decoded.'),
  names: strictObject({ boxes: outputName, scores: outputName, classes: outputName })
    .optional()
    .describe(
      'Names of output tensors. Default: boxes, then scores. classes: numbers, where scores has one for each box.',
    ),
  ...decodedBoxesFields,
});

const objectDetectionOutputSchema = z.discriminatedUnion('decode', [
  yolox,
  yolo,
  nanodet,
  nanodetPlus,
  fastestdet,
  ssd,
  detr,
  boxes,
]);
/** How the output of a graph becomes boxes. */
export type ObjectDetectionOutputConfig = z.output<typeof objectDetectionOutputSchema>;

export const objectDetectionConfigSchema = imageTaskConfig('object-detection', objectDetectionOutputSchema);
export type ObjectDetectionConfig = z.output<typeof objectDetectionConfigSchema>;
