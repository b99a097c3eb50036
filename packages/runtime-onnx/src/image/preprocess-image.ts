import type { Tensor } from '@modelzoo/core';
import { allocateImageTensor, imageTensorDims, writePixels, type ImageTensorOptions } from './image-tensor.js';
import type { FitOptions, ImagePlacement } from './place-image.js';
import type { DecodeOptions, ImageInput } from './raw-image.js';
import { fitImage, type ResizeOptions } from './resize-image.js';

/** How a picture becomes the tensor that a model takes. */
export interface PreprocessOptions extends FitOptions, ResizeOptions, ImageTensorOptions {}

/** A picture as a tensor. */
export interface PreprocessedImage {
  /** `[1, channels, height, width]`, or `[1, height, width, channels]` with `layout: 'NHWC'`. */
  readonly tensor: Tensor;
  /** For bringing coordinates back to the picture. */
  readonly placement: ImagePlacement;
}

/**
 * Decodes, resizes, pads and normalises a picture.
 * @throws ZooError as `decodeImage`
 */
export async function preprocessImage(
  input: ImageInput,
  options: PreprocessOptions & DecodeOptions,
): Promise<PreprocessedImage> {
  const { image, placement } = await fitImage(input, options.size, options);
  options.signal?.throwIfAborted();
  const data = allocateImageTensor(options, 1);
  writePixels(data, 0, image, placement, options);
  return { tensor: { type: options.type ?? 'float32', dims: imageTensorDims(options, 1), data }, placement };
}
