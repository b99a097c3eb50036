import { ZooError } from '@modelzoo/core';
import type { Region } from './resample-linear.js';

/** Width and height in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** How a picture is brought to the size that a model takes. */
export interface FitOptions {
  /**
   * `stretch`: to the size, whatever its shape. `letterbox`: the whole picture inside the size, the rest padded.
   * `cover`: the size filled, what sticks out cut off evenly. Default `stretch`.
   */
  readonly fit?: 'stretch' | 'letterbox' | 'cover' | undefined;
  /** With `cover`: resize the shorter side to so many pixels before the centre is cut out. Default: as few as fill the size. */
  readonly shortSide?: number | undefined;
  /** With `stretch`: what the picture is stretched to before the centre is cut out. Default: the size. */
  readonly stretchTo?: Size | undefined;
  /** With `letterbox`: where the picture lies. Default `center`. */
  readonly anchor?: 'top-left' | 'center' | undefined;
  /** With `letterbox` and `cover`: which whole number of pixels a side becomes. Default `nearest`. */
  readonly rounding?: 'nearest' | 'down' | undefined;
}

/**
 * Where a picture went: first resized to `resized`, of which `crop` was kept and laid at `left`, `top` of the target.
 * A point of the picture is found again by `x * resized.width / source.width - crop.left + left`.
 */
export interface ImagePlacement {
  /** The picture as it was, upright. */
  readonly source: Size;
  readonly resized: Size;
  readonly crop: Region;
  readonly left: number;
  readonly top: number;
  /** What the model sees. */
  readonly target: Size;
}

/** @throws ZooError `ERR_ZOO_INPUT_INVALID` when the shape of the picture cannot be brought to that size */
export function placeImage(source: Size, target: Size, options: FitOptions = {}): ImagePlacement {
  const { fit = 'stretch' } = options;
  if (fit === 'stretch') return centre(source, target, options.stretchTo ?? target);
  if (fit === 'letterbox') {
    const factor = Math.min(target.width / source.width, target.height / source.height);
    const resized = scale(source, factor, options.rounding);
    const centred = options.anchor !== 'top-left';
    const left = centred ? Math.floor((target.width - resized.width) / 2) : 0;
    const top = centred ? Math.floor((target.height - resized.height) / 2) : 0;
    return whole(source, target, resized, left, top);
  }
  const factor =
    options.shortSide === undefined
      ? Math.max(target.width / source.width, target.height / source.height)
      : options.shortSide / Math.min(source.width, source.height);
  const resized = scale(source, factor, options.rounding);
  if (Math.max(resized.width, resized.height) > MAX_SIDE) {
    throw new ZooError(
      'ERR_ZOO_INPUT_INVALID',
      `A picture of ${source.width} × ${source.height} pixels is too narrow for this model.`,
      { hint: 'Cut it into pieces of a less extreme shape.', details: { ...source } },
    );
  }
  return centre(source, target, resized);
}

/** Longest side that a picture may have between resize and cut: what the codecs underneath can hold. */
const MAX_SIDE = 65_535;

function centre(source: Size, target: Size, resized: Size): ImagePlacement {
  const crop = {
    left: Math.floor((resized.width - target.width) / 2),
    top: Math.floor((resized.height - target.height) / 2),
    ...target,
  };
  return { source, resized, crop, left: 0, top: 0, target };
}

function whole(source: Size, target: Size, resized: Size, left: number, top: number): ImagePlacement {
  return { source, resized, crop: { left: 0, top: 0, ...resized }, left, top, target };
}

function scale({ width, height }: Size, factor: number, rounding: FitOptions['rounding']): Size {
  // The side that decides the factor comes out whole, up to the rounding of the product.
  const toPixels = (side: number): number =>
    Math.max(1, rounding === 'down' ? Math.floor(side * factor + 1e-6) : Math.round(side * factor));
  return { width: toPixels(width), height: toPixels(height) };
}
