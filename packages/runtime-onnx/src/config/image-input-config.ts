import { z } from 'zod';
import { strictObject } from './strict-object.js';

const pixels = z.int().min(1).max(16_384);
const flexibleSize = strictObject({
  multiple_of: z.int().min(1).max(1024).optional().describe('Sides are rounded to multiples of this. Default: 1.'),
  min_side: pixels
    .optional()
    .describe(
      'The shorter side becomes this, unless the longer one would pass max_side. Default: no larger than it is.',
    ),
  max_side: pixels.optional().describe('Larger pictures are made smaller, so that their longer side is this.'),
}).refine(
  ({ min_side: min, max_side: max }) => min !== undefined || max !== undefined,
  'min_side or max_side is missing.',
);
const perChannel = z.union([z.number(), z.array(z.number()).min(1).max(3)]);

/** `input` of tasks that look at pictures. What is left out comes from the graph, or is said in the descriptions. */
export const imageInputConfigSchema = strictObject({
  name: z.string().optional().describe('Name of the input tensor. Default: the only one.'),
  kind: z.literal('image').optional(),
  preprocessor_path: z
    .string()
    .min(1)
    .optional()
    .describe(
      'A preprocessor_config.json of Hugging Face, or a config.json of timm, whose words count where none are here.',
    ),
  size: z
    .union([z.tuple([pixels, pixels]), flexibleSize])
    .optional()
    .describe('Width and height, or what becomes of those of each picture. Default: from the graph.'),
  fit: z
    .enum(['stretch', 'letterbox', 'cover'])
    .optional()
    .describe('stretch (the default): to the size, whatever the shape. letterbox: whole, padded. cover: cut evenly.'),
  stretch_to: z
    .tuple([pixels, pixels])
    .optional()
    .describe('stretch: width and height before the centre is cut out. Default: the size.'),
  short_side: pixels.optional().describe('cover: the shorter side before the centre is cut out.'),
  anchor: z.enum(['top-left', 'center']).optional().describe('letterbox: where the picture lies. Default: center.'),
  rounding: z
    .enum(['nearest', 'down'])
    .optional()
    .describe('letterbox and cover: which whole number of pixels a side becomes. Default: nearest.'),
  pad: z.number().min(0).max(255).optional().describe('letterbox: pixel value of the padding. Default: 0.'),
  kernel: z.enum(['nearest', 'linear', 'cubic', 'lanczos3']).optional().describe('Default: linear.'),
  antialias: z
    .boolean()
    .optional()
    .describe('true (the default): as PIL and torchvision. false, for linear: as INTER_LINEAR of OpenCV.'),
  channels: z.enum(['RGB', 'BGR', 'GRAY', 'Y']).optional().describe('Default: RGB, or GRAY when the graph has one.'),
  layout: z.enum(['NCHW', 'NHWC']).optional().describe('Default: from the graph.'),
  scale: z.number().optional().describe('Values are (value * scale - mean) / std, value in 0..255. Default: 1.'),
  mean: perChannel.optional().describe('In the order of channels. Default: 0.'),
  std: perChannel
    .refine((std) => [std].flat().every((value) => value !== 0), 'A standard deviation cannot be 0.')
    .optional()
    .describe('In the order of channels. Default: 1.'),
}).superRefine((input, context) => {
  const wrong = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
  if (input.short_side !== undefined && input.fit !== 'cover') wrong('short_side', 'It goes with "fit": "cover" only.');
  if (input.stretch_to !== undefined && (input.fit ?? 'stretch') !== 'stretch') {
    wrong('stretch_to', 'It goes with "fit": "stretch" only.');
  }
  if (input.anchor !== undefined && input.fit !== 'letterbox') wrong('anchor', 'It goes with "fit": "letterbox" only.');
  if (input.pad !== undefined && input.fit !== 'letterbox') wrong('pad', 'It goes with "fit": "letterbox" only.');
  if (input.rounding !== undefined && (input.fit ?? 'stretch') === 'stretch') {
    wrong('rounding', 'It goes with "fit": "letterbox" or "cover" only.');
  }
  for (const key of ['short_side', 'stretch_to'] as const) {
    if (input[key] === undefined || input.size === undefined || Array.isArray(input.size)) continue;
    wrong(key, 'It goes with a size of its own only.');
  }
  if (input.antialias === false && (input.kernel ?? 'linear') !== 'linear') {
    wrong('antialias', 'Only the kernel "linear" can go without.');
  }
});
/** How pictures become an input tensor. */
export type ImageInputConfig = z.output<typeof imageInputConfigSchema>;
