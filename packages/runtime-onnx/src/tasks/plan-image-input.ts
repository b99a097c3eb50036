import { ZooError } from '@modelzoo/core';
import { chooseSize, type FlexibleSize } from '../image/flexible-size.js';
import { channelCount, type ImageTensorType } from '../image/image-tensor.js';
import type { ImageInputConfig } from '../config/image-input-config.js';
import type { Size } from '../image/place-image.js';
import type { PreprocessOptions } from '../image/preprocess-image.js';
import type { TensorSlot } from '../session/tensor-slot.js';

/** Which input of a graph takes the pictures, and how they become it. */
export interface ImageInputPlan {
  readonly name: string;
  readonly preprocess: PreprocessOptions;
  /** Whether the graph takes several pictures at once. */
  readonly batched: boolean;
  /** The size that the graph gets a picture in, where that depends on the picture. Else it is that of `preprocess`. */
  readonly sizeOf: ((source: Size) => Size) | undefined;
}

/**
 * Completes what a config says about its input by what the graph says.
 * @throws ZooError `ERR_ZOO_DEPLOYMENT_INVALID` when the two contradict each other, or both leave something open
 */
export function planImageInput(config: ImageInputConfig, slots: readonly TensorSlot[]): ImageInputPlan {
  const slot = chooseSlot(config.name, slots);
  const [batch = '', ...shape] = slot.shape;
  if (typeof batch === 'number' && batch !== 1) throw mismatch(slot, `wants exactly ${batch} pictures at once`);
  if (shape.length !== 3) throw mismatch(slot, 'is no batch of pictures, which has four dimensions');
  const layout = config.layout ?? guessLayout(shape);
  const [graphChannels, graphHeight, graphWidth] = layout === 'NHWC' ? [shape[2], shape[0], shape[1]] : shape;
  const channels = config.channels ?? (graphChannels === 1 ? 'GRAY' : 'RGB');
  if (typeof graphChannels === 'number' && graphChannels !== channelCount(channels)) {
    throw mismatch(slot, `has ${graphChannels} channels, which ${channels} with ${layout} does not fit`);
  }
  const flexible = config.size === undefined || Array.isArray(config.size) ? undefined : flexibleSize(config.size);
  if (flexible !== undefined && (typeof graphWidth === 'number' || typeof graphHeight === 'number')) {
    throw mismatch(slot, `takes pictures of ${graphWidth} × ${graphHeight} pixels, and the config leaves that open`);
  }
  const side = flexible?.maxSide ?? flexible?.minSide;
  const largest = side === undefined ? undefined : chooseSize({ width: side, height: side }, flexible ?? {});
  const [width, height] = Array.isArray(config.size)
    ? config.size
    : [largest?.width ?? graphWidth, largest?.height ?? graphHeight];
  if (typeof width !== 'number' || typeof height !== 'number') {
    throw mismatch(slot, 'takes pictures of many sizes; the config has to choose one as "input.size"');
  }
  if (isOther(graphWidth, width) || isOther(graphHeight, height)) {
    throw mismatch(
      slot,
      `takes pictures of ${graphWidth} × ${graphHeight} pixels, and the config says ${width} × ${height}`,
    );
  }
  if (config.short_side !== undefined && config.short_side < Math.max(width, height)) {
    throw mismatch(slot, `takes more than a short_side of ${config.short_side} leaves`);
  }
  const [stretchWidth = width, stretchHeight = height] = config.stretch_to ?? [];
  if (stretchWidth < width || stretchHeight < height) {
    throw mismatch(slot, `takes more than a stretch_to of ${stretchWidth} × ${stretchHeight} leaves`);
  }
  return {
    name: slot.name,
    batched: typeof batch === 'string' && flexible === undefined,
    sizeOf: flexible === undefined ? undefined : (source) => chooseSize(source, flexible),
    preprocess: {
      size: { width, height },
      type: imageType(slot),
      channels,
      layout,
      fit: config.fit,
      shortSide: config.short_side,
      ...(config.stretch_to && { stretchTo: { width: stretchWidth, height: stretchHeight } }),
      anchor: config.anchor,
      rounding: config.rounding,
      pad: config.pad,
      kernel: config.kernel,
      antialias: config.antialias,
      scale: config.scale,
      mean: config.mean,
      std: config.std,
    },
  };
}

function flexibleSize(size: Exclude<ImageInputConfig['size'], readonly number[] | undefined>): FlexibleSize {
  return { minSide: size.min_side, maxSide: size.max_side, multipleOf: size.multiple_of };
}

function chooseSlot(name: string | undefined, slots: readonly TensorSlot[]): TensorSlot {
  const [first, ...others] = slots;
  const names = slots.map((slot) => slot.name);
  const chosen = name === undefined ? first : slots.find((slot) => slot.name === name);
  if (chosen !== undefined && others.length === 0) return chosen;
  throw new ZooError(
    'ERR_ZOO_DEPLOYMENT_INVALID',
    chosen === undefined ? `The graph has no input ${JSON.stringify(name)}.` : 'The graph takes more than one picture.',
    { hint: `Its inputs are ${names.map((each) => JSON.stringify(each)).join(', ')}.`, details: { inputs: names } },
  );
}

/** Channels are where the graph has one or three of something. Where both could be, they come first, as is usual. */
function guessLayout(shape: readonly (number | string)[]): 'NCHW' | 'NHWC' {
  return isChannels(shape[2]) && !isChannels(shape[0]) ? 'NHWC' : 'NCHW';
}

function isChannels(size: number | string | undefined): boolean {
  return size === 1 || size === 3;
}

function isOther(graphSize: number | string | undefined, size: number): boolean {
  return typeof graphSize === 'number' && graphSize !== size;
}

function imageType(slot: TensorSlot): ImageTensorType {
  const { type } = slot;
  if (type === 'float32' || type === 'float16' || type === 'uint8' || type === 'int8') return type;
  throw mismatch(slot, `takes elements of type ${type}, which pictures are not turned into`);
}

function mismatch(slot: TensorSlot, what: string): ZooError {
  return new ZooError('ERR_ZOO_DEPLOYMENT_INVALID', `The input ${JSON.stringify(slot.name)} of the graph ${what}.`, {
    hint: 'The config of the model does not fit its graph. Tell its author.',
    details: { input: slot.name, type: slot.type, shape: slot.shape.join(', ') },
  });
}
