import { toFloat16Bits } from '../float16.js';
import type { ImagePlacement, Size } from './place-image.js';
import type { RawImage } from './raw-image.js';

/** Element types that pictures are turned into. */
export type ImageTensorType = 'float32' | 'float16' | 'uint8' | 'int8';

/** Elements of such a tensor; `float16` as raw bits. */
export type ImageTensorData = Float32Array | Uint16Array | Uint8Array | Int8Array;

/** What pixels become: each value is `(value * scale - mean) / std`, with `value` in 0..255. */
export interface ImageTensorOptions {
  readonly size: Size;
  /** Default `float32`. */
  readonly type?: ImageTensorType | undefined;
  /** `GRAY` and `Y` are the same: luma after ITU-R BT.601, one channel. Default `RGB`. */
  readonly channels?: 'RGB' | 'BGR' | 'GRAY' | 'Y' | undefined;
  /** Default `NCHW`. */
  readonly layout?: 'NCHW' | 'NHWC' | undefined;
  /** Default 1. */
  readonly scale?: number | undefined;
  /** One number, or one per channel in the order of `channels`. Default 0. */
  readonly mean?: number | readonly number[] | undefined;
  /** As `mean`. Default 1. */
  readonly std?: number | readonly number[] | undefined;
  /** Pixel value of the padding, in 0..255, not rounded. Default 0. */
  readonly pad?: number | undefined;
}

/** Number of channels of the tensor. */
export function channelCount(channels: ImageTensorOptions['channels']): 1 | 3 {
  return channels === 'GRAY' || channels === 'Y' ? 1 : 3;
}

export function imageTensorDims(options: ImageTensorOptions, batch: number): number[] {
  const { width, height } = options.size;
  const channels = channelCount(options.channels);
  return options.layout === 'NHWC' ? [batch, height, width, channels] : [batch, channels, height, width];
}

/**
 * Elements for a batch of pictures.
 * @param allocate Gives so many bytes of memory. Default: of zeros.
 */
export function allocateImageTensor(
  options: ImageTensorOptions,
  batch: number,
  allocate: (sizeBytes: number) => ArrayBuffer = (sizeBytes) => new ArrayBuffer(sizeBytes),
): ImageTensorData {
  const length = batch * options.size.width * options.size.height * channelCount(options.channels);
  const Elements = ELEMENTS[options.type ?? 'float32'];
  return new Elements(allocate(length * Elements.BYTES_PER_ELEMENT), 0, length);
}

const ELEMENTS = { float32: Float32Array, float16: Uint16Array, uint8: Uint8Array, int8: Int8Array } as const;

/** Writes a picture, as it was fitted, into its place of a batch. */
export function writePixels(
  batch: ImageTensorData,
  index: number,
  image: RawImage,
  placement: ImagePlacement,
  options: ImageTensorOptions,
): void {
  const { width, height } = options.size;
  const planes = channelCount(options.channels);
  const start = index * width * height * planes;
  const interleaved = options.layout === 'NHWC';
  const pixelStep = interleaved ? planes : 1;
  const planeStep = interleaved ? 1 : width * height;
  const padded = image.width < width || image.height < height;
  for (let plane = 0; plane < planes; plane += 1) {
    const first = start + plane * planeStep;
    // 256 values are all that a channel can hold, so the arithmetic is done once for each.
    const table = valueTable(plane, options);
    if (padded) {
      const pad = encode(normalise(options.pad ?? 0, plane, options), options.type);
      for (let pixel = 0; pixel < width * height; pixel += 1) batch[first + pixel * pixelStep] = pad;
    }
    const values = channelOf(image, plane, options.channels);
    for (let y = 0; y < image.height; y += 1) {
      let target = first + ((placement.top + y) * width + placement.left) * pixelStep;
      const row = y * image.width;
      for (let x = 0; x < image.width; x += 1) {
        batch[target] = table[values.data[(row + x) * values.step + values.offset] ?? 0] ?? 0;
        target += pixelStep;
      }
    }
  }
}

/** Where the values of a channel lie. */
interface ChannelValues {
  readonly data: Uint8Array;
  readonly step: number;
  readonly offset: number;
}

function channelOf(image: RawImage, plane: number, channels: ImageTensorOptions['channels']): ChannelValues {
  const { data } = image;
  if (image.channels === 1) return { data, step: 1, offset: 0 };
  if (channels === 'BGR') return { data, step: 3, offset: 2 - plane };
  if (channelCount(channels) === 3) return { data, step: 3, offset: plane };
  const luma = new Uint8Array(image.width * image.height);
  for (let pixel = 0; pixel < luma.length; pixel += 1) {
    const [red = 0, green = 0, blue = 0] = [data[pixel * 3], data[pixel * 3 + 1], data[pixel * 3 + 2]];
    luma[pixel] = Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
  }
  return { data: luma, step: 1, offset: 0 };
}

function valueTable(plane: number, options: ImageTensorOptions): ImageTensorData {
  const table = allocateImageTensor({ ...options, channels: 'GRAY', size: { width: 256, height: 1 } }, 1);
  for (let value = 0; value < table.length; value += 1) {
    table[value] = encode(normalise(value, plane, options), options.type);
  }
  return table;
}

function normalise(value: number, plane: number, options: ImageTensorOptions): number {
  return (value * (options.scale ?? 1) - perChannel(options.mean, plane, 0)) / perChannel(options.std, plane, 1);
}

function perChannel(setting: number | readonly number[] | undefined, plane: number, fallback: number): number {
  return (typeof setting === 'number' ? setting : setting?.[plane]) ?? fallback;
}

/** The number as an element of its type: half precision as bits, integers rounded and kept in their range. */
function encode(value: number, type: ImageTensorType | undefined): number {
  if (type === 'float16') return toFloat16Bits(value);
  if (type === 'uint8') return Math.min(Math.max(Math.round(value), 0), 255);
  if (type === 'int8') return Math.min(Math.max(Math.round(value), -128), 127);
  return value;
}
