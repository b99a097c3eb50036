import type { Size } from '../../image/place-image.js';

/** A thing that a decoder found, in pixels of what the model sees. */
export interface Candidate {
  readonly classIndex: number;
  readonly confidence: number;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly points?: readonly PixelPoint[] | undefined;
}

/** `[x, y]` in pixels of what the model sees. */
export type PixelPoint = readonly [x: number, y: number];

/** What decoders are told besides the output of the graph. */
export interface Scene {
  /** What the model sees. */
  readonly target: Size;
  /** Leave out what is less sure. */
  readonly threshold: number;
  /** How many labels there are; `undefined` when the config names none. */
  readonly labelCount: number | undefined;
}

/** The four edges of a box that is given by its centre. */
export function aroundCentre(
  x: number,
  y: number,
  width: number,
  height: number,
): Pick<Candidate, 'left' | 'top' | 'right' | 'bottom'> {
  return { left: x - width / 2, top: y - height / 2, right: x + width / 2, bottom: y + height / 2 };
}
