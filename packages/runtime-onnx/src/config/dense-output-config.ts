import { z } from 'zod';
import { hasOneSourceOfLabels, labelFields, twoSourcesOfLabels } from './common-config.js';
import type { ImageInputConfig } from './image-input-config.js';
import { imageTaskConfig } from './image-task-config.js';
import { strictObject } from './strict-object.js';

const layout = z.enum(['NCHW', 'NHWC']).optional().describe('Of the output. Default: that of the input.');
const resize = z
  .boolean()
  .optional()
  .describe('false: results of the size that the graph gives. Default: the picture.');
const channel = z.int().min(0).optional().describe('Which one to take, counted from 0. Default: the only one.');

const argmaxOutputSchema = strictObject({
  decode: z.literal('argmax').describe('Scores of each class for each pixel, or the numbers of the classes.'),
  names: strictObject({ scores: z.string().optional() }).optional(),
  layout,
  resize,
  ...labelFields,
}).refine(hasOneSourceOfLabels, twoSourcesOfLabels);

const maskOutputSchema = strictObject({
  decode: z.literal('mask').describe('How much each pixel belongs to what is looked for.'),
  names: strictObject({ mask: z.string().optional() }).optional(),
  layout,
  resize,
  channel,
  activation: z
    .enum(['sigmoid', 'softmax'])
    .optional()
    .describe('What makes values in [0, 1] of the output; softmax is over its channels. Default: they are so already.'),
  threshold: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe('Pixels from here on are 1 in a Segmentation, others 0. Default: 0.5; none for image-matting.'),
});
export type MaskOutputConfig = z.output<typeof maskOutputSchema>;

const mapOutputSchema = strictObject({
  decode: z.literal('map').describe('A value for each pixel.'),
  names: strictObject({ map: z.string().optional() }).optional(),
  layout,
  resize,
  channel,
});

const unseen = {
  path: ['input', 'fit'],
  message: 'cover leaves parts of the picture unseen; with it, output.resize has to be false.',
};

function seesAll(config: {
  readonly input?: ImageInputConfig | undefined;
  readonly output: { readonly resize?: boolean | undefined };
}): boolean {
  return config.input?.fit !== 'cover' || config.output.resize === false;
}

export const semanticSegmentationConfigSchema = imageTaskConfig(
  'semantic-segmentation',
  z.discriminatedUnion('decode', [argmaxOutputSchema, maskOutputSchema]),
).refine(seesAll, unseen);
export type SemanticSegmentationConfig = z.output<typeof semanticSegmentationConfigSchema>;

export const imageMattingConfigSchema = imageTaskConfig('image-matting', maskOutputSchema).refine(seesAll, unseen);
export type ImageMattingConfig = z.output<typeof imageMattingConfigSchema>;

export const depthEstimationConfigSchema = imageTaskConfig('depth-estimation', mapOutputSchema).refine(seesAll, unseen);
export type DepthEstimationConfig = z.output<typeof depthEstimationConfigSchema>;
