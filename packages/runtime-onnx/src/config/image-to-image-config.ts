import { z } from 'zod';
import { imageTaskConfig } from './image-task-config.js';
import { strictObject } from './strict-object.js';

export const imageToImageConfigSchema = imageTaskConfig(
  'image-to-image',
  strictObject({
    decode: z.literal('image').describe('What the graph gives: the values of pixels.'),
    names: strictObject({ image: z.string().optional() }).optional(),
    layout: z.enum(['NCHW', 'NHWC']).optional().describe('Of the output. Default: that of the input.'),
    channels: z
      .enum(['RGB', 'BGR', 'GRAY', 'Y'])
      .optional()
      .describe('Of the output. Y: brightness, coloured as the picture is. Default: that of the input.'),
    scale: z.number().optional().describe('Pixels are value * scale + offset, cut off to 0..255. Default: 1.'),
    offset: z.number().optional().describe('Default: 0.'),
  }),
);
export type ImageToImageConfig = z.output<typeof imageToImageConfigSchema>;
