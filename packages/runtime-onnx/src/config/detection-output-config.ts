import { z } from 'zod';
import { hasOneSourceOfLabels, labelFields, twoSourcesOfLabels, type LabelsConfig } from './common-config.js';
import { strictObject } from './strict-object.js';

const name = z.string().min(1);
/** One name for each stride. */
export const namesPerStride = z.array(name).min(1).optional();
/** Name of an output. */
export const outputName = name.optional();

export const stridesSchema = z
  .array(z.int().min(1).max(1024))
  .min(1)
  .optional()
  .describe('Pixels between the cells of each grid, in the order of the outputs. Default: 8, 16, 32.');

const boxFormat = z
  .enum(['xyxy', 'yxyx', 'xywh', 'cxcywh'])
  .optional()
  .describe('Two corners (the default), corner and size, or centre and size.');

export const coordinatesSchema = z
  .enum(['relative', 'pixels'])
  .optional()
  .describe('Whether 1 is the far edge of what the model sees (the default), or one pixel.');

const activation = z
  .enum(['none', 'sigmoid', 'softmax'])
  .optional()
  .describe('What turns scores into probabilities, where the graph does not. Default: none.');

const background = z
  .int()
  .min(-1)
  .optional()
  .describe('Number of the class that is no thing; -1 is the last. Labels leave it out. Default: there is none.');

/** Keys of `output` of every task that finds things. */
export const detectionOutputFields = {
  ...labelFields,
  score_threshold: z.number().min(0).max(1).optional().describe('Leave out what is less sure. Default: 0.3.'),
  nms: z
    .union([
      z.literal(false),
      strictObject({
        iou: z
          .number()
          .min(0)
          .max(1)
          .optional()
          .describe('Share of the union above which boxes are one. Default: 0.45.'),
        per_class: z.boolean().optional().describe('Compare boxes of the same label only. Default: true.'),
        max: z.int().min(1).optional().describe('Keep at most so many. Default: 300.'),
      }),
    ])
    .optional()
    .describe('Of boxes that overlap, the surest stays. false: the graph does it.'),
};

/** Keys of decoders that read a score for each class of each box. */
export const scoreFields = { activation, background };

/** Keys of the decoder `boxes`, with keypoints or without. */
export const decodedBoxesFields = { format: boxFormat, coordinates: coordinatesSchema, ...scoreFields };

/** `output` of one decoder: its own keys, and those of every task that finds things. */
export function detectionOutput<Shape extends z.core.$ZodShape>(shape: Shape) {
  return strictObject({ ...shape, ...detectionOutputFields }).refine(hasOneSourceOfLabels, twoSourcesOfLabels);
}

/** What all decoders have in common. */
export interface DetectionOutputConfig extends LabelsConfig {
  readonly score_threshold?: number | undefined;
  readonly nms?:
    | false
    | { iou?: number | undefined; per_class?: boolean | undefined; max?: number | undefined }
    | undefined;
}
