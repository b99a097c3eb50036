import { checkClassCount } from './best-class.js';
import { aroundCentre, type Candidate, type PixelPoint } from './candidate.js';
import type { Decoder } from './decoder.js';
import { gridOf } from './grid.js';
import { misfit } from './picture-tensor.js';
import { sigmoid } from './sigmoid.js';

/** What is read from a graph of BlazeFace, or of another detector of its family. */
export interface BlazefaceOptions {
  /** Grids of anchors, and how many lie at the centre of each cell. */
  readonly anchors: readonly { readonly stride: number; readonly count: number }[];
  readonly boxes?: string | undefined;
  readonly scores?: string | undefined;
}

/**
 * BlazeFace: for each anchor the offset of the centre, the size and the offsets of the keypoints, all in pixels of what the
 * model sees, and the logit that there is a face.
 */
export function createBlazefaceDecoder({ anchors, boxes, scores }: BlazefaceOptions): Decoder {
  return {
    roles: [
      { role: 'boxes', count: 1, names: boxes === undefined ? undefined : [boxes] },
      { role: 'scores', count: 1, names: scores === undefined ? undefined : [scores] },
    ],
    decode([regressors, logits], scene) {
      if (regressors === undefined || logits === undefined) return [];
      const grids = anchors.map(({ stride, count }) => ({ ...gridOf(scene.target, stride), count }));
      const total = grids.reduce((sum, { cells, count }) => sum + cells * count, 0);
      const width = regressors.data.length / total;
      if (logits.data.length !== total) {
        throw misfit(logits.name, `has ${logits.data.length} scores for ${total} anchors`, { anchors: total });
      }
      if (width < 4 || width % 2 !== 0) {
        throw misfit(regressors.name, `has ${width} numbers for each of ${total} anchors`, { anchors: total });
      }
      checkClassCount(logits, 1, scene);
      const found: Candidate[] = [];
      let anchor = 0;
      for (const { stride, columns, cells, count } of grids) {
        for (let index = 0; index < cells * count; index += 1, anchor += 1) {
          const confidence = sigmoid(logits.data[anchor] ?? Number.NaN);
          if (!(confidence >= scene.threshold)) continue;
          const cell = Math.floor(index / count);
          const anchorX = ((cell % columns) + 0.5) * stride;
          const anchorY = (Math.floor(cell / columns) + 0.5) * stride;
          const row = regressors.data.subarray(anchor * width, (anchor + 1) * width);
          const [x = 0, y = 0, boxWidth = 0, boxHeight = 0] = row;
          const points = Array.from({ length: (width - 4) / 2 }, (_, point): PixelPoint => {
            const [offsetX = 0, offsetY = 0] = row.subarray(4 + point * 2);
            return [offsetX + anchorX, offsetY + anchorY];
          });
          found.push({
            classIndex: 0,
            confidence,
            ...aroundCentre(x + anchorX, y + anchorY, boxWidth, boxHeight),
            points,
          });
        }
      }
      return found;
    },
  };
}
