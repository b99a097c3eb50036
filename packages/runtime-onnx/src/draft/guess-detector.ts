import type { Size } from '../image/place-image.js';
import type { TensorSlot } from '../session/tensor-slot.js';
import { defaultStrides } from '../tasks/detect/default-strides.js';
import { gridOf } from '../tasks/detect/grid.js';

/** Kinds of detectors that shapes can tell. */
export type GuessedDetector = 'yolov8' | 'yolov5' | 'yolox' | 'nanodet' | 'nanodet-plus' | 'fastestdet' | 'detr';

/** Anchors that YOLOv5 and YOLOv7 have in each cell. */
const YOLOV5_ANCHORS = 3;

/**
 * The kind of a detector, as the shapes of its outputs tell; `undefined` when they fit none, or several.
 *
 * @param size What the model sees, in pixels, where that is known.
 */
export function guessDetector(outputs: readonly TensorSlot[], size: Size | undefined): GuessedDetector | undefined {
  const [first, second] = outputs;
  if (first === undefined) return undefined;
  if (outputs.length === 2 && second !== undefined) {
    const isDetr = /logits/i.test(first.name) && second.shape.at(-1) === 4 && first.shape[1] === second.shape[1];
    return isDetr ? 'detr' : undefined;
  }
  if (outputs.length === 2 * defaultStrides.length) return 'nanodet';
  if (outputs.length > 1) return undefined;
  if (first.shape.length === 4) return 'fastestdet';
  const [, rows, columns] = first.shape;
  if (first.shape.length !== 3 || size === undefined) return undefined;
  const cells = cellsOf(size, defaultStrides);
  if (columns === cells) return 'yolov8';
  if (rows === cells) return 'yolox';
  if (rows === cells * YOLOV5_ANCHORS) return 'yolov5';
  return rows === cellsOf(size, [...defaultStrides, 64]) ? 'nanodet-plus' : undefined;
}

function cellsOf(size: Size, strides: readonly number[]): number {
  return strides.reduce((sum, stride) => sum + gridOf(size, stride).cells, 0);
}
