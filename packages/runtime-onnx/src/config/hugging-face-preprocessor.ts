import { z } from 'zod';
import type { ImageInputConfig } from './image-input-config.js';

/** What a file of another system says, in our words. */
export interface ForeignConfig<Config> {
  readonly config: Config;
  /** Keys that would make another difference, and are not followed. */
  readonly ignored: readonly string[];
}

const size = z.union([
  z.number(),
  z.looseObject({
    height: z.number().optional(),
    width: z.number().optional(),
    shortest_edge: z.number().optional(),
    longest_edge: z.number().nullish(),
  }),
]);
const flag = z.boolean().nullish();
const channels = z.array(z.number()).min(1).max(3).nullish();
const processorSchema = z.looseObject({
  do_resize: flag,
  size: size.nullish(),
  max_size: z.number().nullish(),
  size_divisor: z.number().nullish(),
  resample: z.number().nullish(),
  do_center_crop: flag,
  crop_size: size.nullish(),
  crop_pct: z.number().positive().max(1).nullish(),
  do_rescale: flag,
  rescale_factor: z.number().nullish(),
  do_normalize: flag,
  image_mean: channels,
  image_std: channels,
  do_flip_channel_order: flag,
  do_pad: flag,
});
type Processor = z.output<typeof processorSchema>;

const timmSchema = z.looseObject({
  pretrained_cfg: z.looseObject({
    input_size: z.tuple([z.number(), z.number(), z.number()]),
    interpolation: z.string().optional(),
    crop_pct: z.number().positive().optional(),
    crop_mode: z.string().optional(),
    mean: channels,
    std: channels,
  }),
});

/** PIL's numbers and timm's names of kernels. The others are not made here. */
const kernels = new Map<unknown, ImageInputConfig['kernel']>([
  [0, 'nearest'],
  [1, 'lanczos3'],
  [2, 'linear'],
  [3, 'cubic'],
  ['nearest', 'nearest'],
  ['lanczos', 'lanczos3'],
  ['bilinear', 'linear'],
  ['bicubic', 'cubic'],
]);

/** Keys that change what a model sees, and have no counterpart. */
const unknownSteps = [
  'do_reduce_labels',
  'do_thumbnail',
  'do_align_long_axis',
  'do_crop_margin',
  'rescale_offset',
] as const;

/** As ConvNeXT's processor has it: smaller pictures are cut, larger ones are not. */
const SMALLEST_UNCUT = 384;

/**
 * Reads a `preprocessor_config.json` of an image processor of Hugging Face, or a `config.json` of timm. `undefined`: it is
 * neither.
 */
export function fromPreprocessor(content: unknown): ForeignConfig<ImageInputConfig> | undefined {
  const timm = timmSchema.safeParse(content);
  if (timm.success) return fromTimm(timm.data.pretrained_cfg);
  const parsed = processorSchema.safeParse(content);
  if (!parsed.success || !('image_mean' in parsed.data || 'size' in parsed.data)) return undefined;
  const processor = parsed.data;
  const ignored: string[] = unknownSteps.filter((key) => processor[key] === true);
  // Pictures of many sizes go through a graph one by one: there is no larger one to be padded to, unless a size is named.
  if (processor.do_pad === true && !(isFlexible(processor) && (processor['pad_size'] ?? undefined) === undefined)) {
    ignored.push('do_pad');
  }
  const fit = fitOf(processor);
  if (fit === undefined) ignored.push('size', 'crop_size');
  if (typeof processor.size_divisor === 'number' && processor.size_divisor > 1) ignored.push('size_divisor');
  const kernel = kernels.get(processor.resample ?? 2);
  if (kernel === undefined) ignored.push('resample');
  const scaled = processor.do_rescale !== false;
  const normalised = processor.do_normalize !== false;
  return {
    config: {
      ...fit,
      ...(kernel !== undefined && { kernel }),
      ...(scaled && { scale: processor.rescale_factor ?? 1 / 255 }),
      ...(normalised && valuesOf(processor.image_mean, processor.image_std)),
      ...(processor.do_flip_channel_order === true && { channels: 'BGR' as const }),
    },
    ignored,
  };
}

/** Where the picture goes; `undefined` for ways that have no name here. */
function fitOf(processor: Processor): ImageInputConfig | undefined {
  const crop = processor.do_center_crop === true ? rectangle(processor.crop_size ?? processor.size) : undefined;
  if (processor.do_resize === false) return crop === undefined ? {} : undefined;
  const wanted = processor.size ?? undefined;
  if (wanted === undefined) return {};
  const edge = typeof wanted === 'number' ? wanted : wanted.shortest_edge;
  if (edge !== undefined && isFlexible(processor)) return flexibleFit(processor, edge);
  if (crop !== undefined && edge !== undefined) return { fit: 'cover', short_side: edge, size: crop, rounding: 'down' };
  if (typeof wanted !== 'number' && edge !== undefined && typeof processor.crop_pct === 'number') {
    if (edge >= SMALLEST_UNCUT) return { size: [edge, edge] };
    return { fit: 'cover', short_side: Math.floor(edge / processor.crop_pct), size: [edge, edge], rounding: 'down' };
  }
  const stretched = rectangle(wanted);
  if (stretched === undefined || crop === undefined) return stretched && { size: stretched };
  // A cut that is larger than the picture would pad it.
  if (crop[0] > stretched[0] || crop[1] > stretched[1]) return undefined;
  return crop.join() === stretched.join() ? { size: crop } : { stretch_to: stretched, size: crop };
}

/** Whether pictures keep their shape, and nothing of them is cut off. */
function isFlexible({ size: wanted, max_size: most, do_center_crop: cuts, crop_pct: part }: Processor): boolean {
  if (cuts === true || part !== undefined) return false;
  return typeof wanted === 'number' ? typeof most === 'number' : wanted?.shortest_edge !== undefined;
}

function flexibleFit(processor: Processor, edge: number): ImageInputConfig | undefined {
  // YOLOS cuts sides down to multiples of 16, and says so nowhere but in its code.
  const type = processor['image_processor_type'] ?? processor['feature_extractor_type'];
  if (typeof type === 'string' && type.startsWith('Yolos')) return undefined;
  const { size: wanted, max_size: most } = processor;
  const longest = (typeof wanted === 'object' ? wanted?.longest_edge : undefined) ?? most ?? undefined;
  return { size: { min_side: edge, ...(longest !== undefined && { max_side: longest }) } };
}

function rectangle(wanted: z.output<typeof size> | null | undefined): [number, number] | undefined {
  if (typeof wanted === 'number') return [wanted, wanted];
  const { width, height } = wanted ?? {};
  return width === undefined || height === undefined ? undefined : [width, height];
}

function valuesOf(
  mean: z.output<typeof channels>,
  std: z.output<typeof channels>,
): Pick<ImageInputConfig, 'mean' | 'std'> {
  return { ...(mean && { mean }), ...(std && { std }) };
}

function fromTimm(settings: z.output<typeof timmSchema>['pretrained_cfg']): ForeignConfig<ImageInputConfig> {
  const [, height, width] = settings.input_size;
  const { crop_pct: part = 0.875, crop_mode: mode = 'center' } = settings;
  const kernel = kernels.get(settings.interpolation ?? 'bilinear');
  return {
    config: {
      size: [width, height],
      ...(mode === 'squash'
        ? part < 1 && { stretch_to: [Math.floor(width / part), Math.floor(height / part)] }
        : { fit: 'cover', short_side: Math.floor(Math.min(width, height) / part), rounding: 'down' }),
      ...(kernel !== undefined && { kernel }),
      scale: 1 / 255,
      ...valuesOf(settings.mean, settings.std),
    },
    ignored: [
      ...(kernel === undefined ? ['pretrained_cfg.interpolation'] : []),
      ...(mode === 'center' || mode === 'squash' ? [] : ['pretrained_cfg.crop_mode']),
    ],
  };
}
