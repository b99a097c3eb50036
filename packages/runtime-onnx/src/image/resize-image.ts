import { decodeImage } from './decode-image.js';
import { openImage, renderPixels } from './open-image.js';
import { placeImage, type FitOptions, type ImagePlacement, type Size } from './place-image.js';
import type { DecodeOptions, ImageInput, RawImage } from './raw-image.js';
import { resampleLinear } from './resample-linear.js';

/** How pixels are made out of pixels. */
export interface ResizeOptions {
  /** `linear`: a triangle; `cubic`: Catmull-Rom. Default `linear`. */
  readonly kernel?: ResizeKernel | undefined;
  /**
   * Widen the kernel when making a picture smaller, so that every pixel counts, as PIL and torchvision do (the default).
   * `false`, for `linear` alone: only the four nearest count, as with OpenCV's `INTER_LINEAR`.
   */
  readonly antialias?: boolean | undefined;
}

/** How pixels between pixels are made up: the kernels of sharp, by name. */
export type ResizeKernel = 'nearest' | 'linear' | 'cubic' | 'lanczos3';

/**
 * Resizes a picture to a size, whatever its shape.
 * @throws ZooError as {@link decodeImage}
 */
export async function resizeImage(
  input: ImageInput,
  size: Size,
  options: ResizeOptions & DecodeOptions = {},
): Promise<RawImage> {
  return (await fitImage(input, size, options)).image;
}

/** How many times smaller a picture is to become before the decoder might shrink it against its orders: 4, less a margin. */
const LEAST_SHRINK_ON_LOAD = 3;

/** A picture brought to a model's size, before padding, and where it went. */
export interface FittedImage {
  readonly image: RawImage;
  readonly placement: ImagePlacement;
}

/**
 * As {@link resizeImage}, with a fit, and a size that may depend on that of the picture. Padding is left to whoever knows what
 * it is padded with.
 */
export async function fitImage(
  input: ImageInput,
  size: Size | ((source: Size) => Size),
  options: FitOptions & ResizeOptions & DecodeOptions = {},
): Promise<FittedImage> {
  const { kernel = 'linear', antialias = true } = options;
  if (!antialias) {
    if (kernel !== 'linear') throw new TypeError(`The kernel ${kernel} cannot go without antialias.`);
    const decoded = await decodeImage(input, options);
    options.signal?.throwIfAborted();
    const placement = placeImage(decoded, sizeFor(decoded, size), options);
    const { resized, crop } = placement;
    return { image: resampleLinear(decoded, resized.width, resized.height, crop), placement };
  }
  const { pipeline, name, size: source } = await openImage(input, options);
  const placement = placeImage(source, sizeFor(source, size), options);
  const { resized, crop } = placement;
  if (resized.width !== source.width || resized.height !== source.height) {
    // Shrinking while a JPEG is decoded is faster, and gives other pixels than the kernel that was asked for. The option for
    // it is not enough from a fourth of the size on; that all pixels are asked for before the resize is, and costs time.
    const shrinksBy = Math.max(source.width / resized.width, source.height / resized.height);
    if (shrinksBy >= LEAST_SHRINK_ON_LOAD) pipeline.extract({ left: 0, top: 0, ...source });
    pipeline.resize(resized.width, resized.height, { fit: 'fill', kernel, fastShrinkOnLoad: false });
  }
  if (crop.width !== resized.width || crop.height !== resized.height) pipeline.extract(crop);
  return { image: await renderPixels(pipeline, name), placement };
}

function sizeFor({ width, height }: Size, size: Size | ((source: Size) => Size)): Size {
  return typeof size === 'function' ? size({ width, height }) : size;
}
