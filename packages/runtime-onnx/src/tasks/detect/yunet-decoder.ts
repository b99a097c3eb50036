import { checkClassCount } from './best-class.js';
import { aroundCentre, type Candidate, type PixelPoint } from './candidate.js';
import type { Decoder } from './decoder.js';
import { gridOf } from './grid.js';
import { misfit, type PictureTensor } from './picture-tensor.js';

/** What is read from a graph of YuNet. */
export interface YunetOptions {
  readonly strides: readonly number[];
  /** Names of the outputs, one for each stride. */
  readonly scores?: readonly string[] | undefined;
  readonly objects?: readonly string[] | undefined;
  readonly boxes?: readonly string[] | undefined;
  readonly keypoints?: readonly string[] | undefined;
}

/**
 * YuNet: for each stride the probability that a cell is of the class, that it is of something, the offset of the centre and
 * the logarithm of the size in cells, and the offsets of the keypoints in cells.
 */
export function createYunetDecoder({ strides, ...names }: YunetOptions): Decoder {
  const roles = (['scores', 'objects', 'boxes', 'keypoints'] as const).map((role) => ({
    role,
    count: strides.length,
    names: names[role],
  }));
  return {
    roles,
    decode(tensors, scene) {
      const found: Candidate[] = [];
      for (const [index, stride] of strides.entries()) {
        const [scores, objects, boxes, points] = [0, 1, 2, 3].map((role) => tensors[role * strides.length + index]);
        if (scores === undefined || objects === undefined || boxes === undefined || points === undefined) return [];
        const { columns, cells } = gridOf(scene.target, stride);
        checkClassCount(scores, 1, scene);
        for (const [tensor, width] of [
          [scores, 1],
          [objects, 1],
          [boxes, 4],
        ] as const)
          checkWidth(tensor, cells, width);
        const values = points.data.length / cells;
        checkWidth(points, cells, 2 * Math.round(values / 2));
        for (let cell = 0; cell < cells; cell += 1) {
          const confidence = Math.sqrt((scores.data[cell] ?? Number.NaN) * (objects.data[cell] ?? Number.NaN));
          if (!(confidence >= scene.threshold)) continue;
          const [column, row] = [cell % columns, Math.floor(cell / columns)];
          const [x = 0, y = 0, logWidth = 0, logHeight = 0] = boxes.data.subarray(cell * 4, cell * 4 + 4);
          const size = [Math.exp(logWidth) * stride, Math.exp(logHeight) * stride] as const;
          found.push({
            classIndex: 0,
            confidence,
            ...aroundCentre((x + column) * stride, (y + row) * stride, ...size),
            points: Array.from({ length: values / 2 }, (_, point): PixelPoint => {
              const [offsetX = 0, offsetY = 0] = points.data.subarray(cell * values + point * 2);
              return [(offsetX + column) * stride, (offsetY + row) * stride];
            }),
          });
        }
      }
      return found;
    },
  };
}

function checkWidth({ name, data }: PictureTensor, cells: number, width: number): void {
  if (data.length === cells * width) return;
  throw misfit(name, `has ${data.length} numbers for ${cells} cells of ${width}`, { cells, width });
}
