import type { Candidate } from './candidate.js';
import { aroundCentre } from './candidate.js';
import { surestClass, type ScoreOptions } from './surest-class.js';
import { checkClassCount } from './best-class.js';
import type { Decoder } from './decoder.js';
import { gridOf } from './grid.js';
import { misfit } from './picture-tensor.js';

/** What is read from a graph of the SSD family. */
export interface SsdOptions extends ScoreOptions {
  /** Grids of priors, and the sides of those of each cell in pixels: of a square, or width and height. */
  readonly priors: readonly {
    readonly stride: number;
    readonly sizes: readonly (number | readonly [width: number, height: number])[];
  }[];
  /** What offsets of centres, and of the logarithms of sizes, were divided by. */
  readonly variances: readonly [centre: number, size: number];
  readonly boxes?: string | undefined;
  readonly scores?: string | undefined;
}

/** SSD: for each prior the offset of the centre in sides of the prior, the logarithm of the size in such, and scores. */
export function createSsdDecoder(options: SsdOptions): Decoder {
  const { priors, variances, boxes, scores } = options;
  return {
    roles: [
      { role: 'boxes', count: 1, names: boxes === undefined ? undefined : [boxes] },
      { role: 'scores', count: 1, names: scores === undefined ? undefined : [scores] },
    ],
    decode([offsets, classes], scene) {
      if (offsets === undefined || classes === undefined) return [];
      const grids = priors.map(({ stride, sizes }) => ({ ...gridOf(scene.target, stride), sizes: sizes.map(toSides) }));
      const total = grids.reduce((sum, { cells, sizes }) => sum + cells * sizes.length, 0);
      if (offsets.data.length !== total * 4) {
        throw misfit(offsets.name, `has ${offsets.data.length / 4} boxes for ${total} priors`, { priors: total });
      }
      const width = classes.data.length / total;
      checkClassCount(classes, options.background === undefined ? width : width - 1, scene);
      const found: Candidate[] = [];
      let prior = 0;
      for (const { stride, columns, cells, sizes } of grids) {
        for (let cell = 0; cell < cells; cell += 1) {
          for (const [priorWidth, priorHeight] of sizes) {
            const start = prior * 4;
            const row = classes.data.subarray(prior * width, (prior + 1) * width);
            prior += 1;
            const { classIndex, score } = surestClass(row, options);
            if (!(score >= scene.threshold)) continue;
            const [x = 0, y = 0, logWidth = 0, logHeight = 0] = offsets.data.subarray(start, start + 4);
            const box = aroundCentre(
              ((cell % columns) + 0.5) * stride + x * variances[0] * priorWidth,
              (Math.floor(cell / columns) + 0.5) * stride + y * variances[0] * priorHeight,
              priorWidth * Math.exp(logWidth * variances[1]),
              priorHeight * Math.exp(logHeight * variances[1]),
            );
            found.push({ classIndex, confidence: score, ...box });
          }
        }
      }
      return found;
    },
  };
}

function toSides(size: number | readonly [width: number, height: number]): readonly [width: number, height: number] {
  return typeof size === 'number' ? [size, size] : size;
}
