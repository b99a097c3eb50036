import type { ImagePlacement } from '../../image/place-image.js';

/** What lies over the model's view of a picture. */
interface Grid<Values> {
  readonly values: Values;
  readonly width: number;
  readonly height: number;
}

/** Brings values back to the size of the picture, without padding, the nearest one for each pixel. */
export function toPictureNearest<Values extends Uint8Array | Uint16Array>(
  grid: Grid<Values>,
  placement: ImagePlacement,
): Grid<Values> {
  const { width, height } = placement.source;
  const columns = axisOf(placement, 'width', grid.width);
  const rows = axisOf(placement, 'height', grid.height);
  const values = (grid.values instanceof Uint8Array
    ? new Uint8Array(width * height)
    : new Uint16Array(width * height)) as Uint8Array | Uint16Array as Values;
  for (let y = 0; y < height; y += 1) {
    const row = (rows.nearest[y] ?? 0) * grid.width;
    for (let x = 0; x < width; x += 1) values[y * width + x] = grid.values[row + (columns.nearest[x] ?? 0)] ?? 0;
  }
  return { values, width, height };
}

/** Brings values back to the size of the picture, without padding, with straight lines between them. */
export function toPictureLinear(grid: Grid<Float32Array>, placement: ImagePlacement): Grid<Float32Array> {
  const { width, height } = placement.source;
  const columns = axisOf(placement, 'width', grid.width);
  const rows = axisOf(placement, 'height', grid.height);
  const values = new Float32Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const upper = (rows.low[y] ?? 0) * grid.width;
    const lower = (rows.high[y] ?? 0) * grid.width;
    const down = rows.weight[y] ?? 0;
    for (let x = 0; x < width; x += 1) {
      const left = columns.low[x] ?? 0;
      const right = columns.high[x] ?? 0;
      const across = columns.weight[x] ?? 0;
      const above = mix(grid.values[upper + left] ?? 0, grid.values[upper + right] ?? 0, across);
      const below = mix(grid.values[lower + left] ?? 0, grid.values[lower + right] ?? 0, across);
      values[y * width + x] = mix(above, below, down);
    }
  }
  return { values, width, height };
}

function mix(a: number, b: number, weight: number): number {
  return a + (b - a) * weight;
}

/** Where each pixel of the picture finds its value along one axis. */
interface Axis {
  readonly nearest: Uint32Array;
  readonly low: Uint32Array;
  readonly high: Uint32Array;
  /** Of `high`. */
  readonly weight: Float32Array;
}

function axisOf(placement: ImagePlacement, side: 'width' | 'height', cells: number): Axis {
  const { source, resized, crop, target } = placement;
  const offset = side === 'width' ? placement.left : placement.top;
  const cut = side === 'width' ? crop.left : crop.top;
  const pixels = source[side];
  const perPixel = cells / target[side];
  // Cells of the padding say nothing about the picture.
  const first = Math.min(Math.floor(offset * perPixel), cells - 1);
  const last = Math.max(first, Math.min(Math.ceil((offset + crop[side]) * perPixel), cells) - 1);
  const within = (cell: number): number => Math.min(Math.max(cell, first), last);
  const axis = {
    nearest: new Uint32Array(pixels),
    low: new Uint32Array(pixels),
    high: new Uint32Array(pixels),
    weight: new Float32Array(pixels),
  };
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    // Pixels and cells are areas: their centres lie at halves.
    const position = (((pixel + 0.5) * resized[side]) / pixels - cut + offset) * perPixel;
    axis.nearest[pixel] = within(Math.floor(position));
    const centred = Math.floor(position - 0.5);
    axis.low[pixel] = within(centred);
    axis.high[pixel] = within(centred + 1);
    axis.weight[pixel] = position - 0.5 - centred;
  }
  return axis;
}
