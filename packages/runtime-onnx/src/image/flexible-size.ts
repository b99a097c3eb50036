import { ZooError } from '@modelzoo/core';
import type { Size } from './place-image.js';

/** Sides in pixels that a model takes pictures with, which depend on those of the picture. */
export interface FlexibleSize {
  /** The shorter side becomes this, of smaller pictures too, unless the longer one would pass `maxSide`. */
  readonly minSide?: number | undefined;
  /** Pictures are made smaller until the longer side is no more than this. */
  readonly maxSide?: number | undefined;
  /** Sides are rounded to multiples of this in the end. Default 1. */
  readonly multipleOf?: number | undefined;
}

/** Longest side where none is said. */
const LONGEST_SIDE = 16_384;

/** @throws ZooError `ERR_ZOO_INPUT_INVALID` when a side would be too long */
export function chooseSize(source: Size, { minSide, maxSide = LONGEST_SIDE, multipleOf = 1 }: FlexibleSize): Size {
  const { width, height } = minSide === undefined ? within(source, maxSide) : upTo(source, minSide, maxSide);
  const toSide = (side: number): number => Math.max(multipleOf, Math.round(side / multipleOf) * multipleOf);
  return { width: toSide(width), height: toSide(height) };
}

function within({ width, height }: Size, maxSide: number): Size {
  const factor = Math.min(1, maxSide / Math.max(width, height));
  return { width: width * factor, height: height * factor };
}

/**
 * Hugging Face's way to the shorter side, whose sums and roundings are kept in their order, since a pixel more or less is
 * another picture to a model: sides are cut down to whole pixels, and ties go to the even number, as in Python.
 */
function upTo({ width, height }: Size, minSide: number, maxSide: number): Size {
  const [shorter, longer] = [Math.min(width, height), Math.max(width, height)];
  const isTooLong = (longer / shorter) * minSide > maxSide;
  const exact = isTooLong ? (maxSide * shorter) / longer : minSide;
  const side = roundHalfEven(exact);
  if (side < 1) {
    throw new ZooError(
      'ERR_ZOO_INPUT_INVALID',
      `A picture of ${width} × ${height} pixels is too narrow for this model.`,
      {
        hint: 'Cut it into pieces of a less extreme shape.',
        details: { width, height },
      },
    );
  }
  if (shorter === side) return { width, height };
  const other = Math.trunc((exact * longer) / shorter);
  return width < height ? { width: side, height: other } : { width: other, height: side };
}

function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 === 1 ? rounded - 1 : rounded;
}
