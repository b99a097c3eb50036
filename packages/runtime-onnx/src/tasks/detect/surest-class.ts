import { softmax } from '../softmax.js';
import { bestClass, type BestClass } from './best-class.js';
import { sigmoid } from './sigmoid.js';

/** What a row of scores means. */
export interface ScoreOptions {
  readonly activation: 'none' | 'sigmoid' | 'softmax';
  /** Number of the class that is no thing; -1 is the last. Labels leave it out. */
  readonly background?: number | undefined;
}

/** Scores as probabilities. */
export function activate(row: Float32Array, activation: ScoreOptions['activation']): Float32Array {
  if (activation === 'softmax') return softmax(row);
  return activation === 'sigmoid' ? row.map(sigmoid) : row;
}

/** The surest thing that a row of scores tells, counted without the background. */
export function surestClass(row: Float32Array, { activation, background }: ScoreOptions): BestClass {
  const activated = activate(row, activation);
  if (background === undefined) return bestClass(activated, 0, row.length);
  const skipped = background < 0 ? row.length + background : background;
  const foreground = activated.filter((_, index) => index !== skipped);
  return bestClass(foreground, 0, foreground.length);
}
