import { ZooError, type Tensor } from '@modelzoo/core';
import { toNumbers } from '../to-numbers.js';

/** What an output of the graph says about one picture. */
export interface PictureTensor {
  readonly name: string;
  /** Without the axis of pictures. */
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** The output of a run on one picture, whose axis may be there as 1 or be missing. */
export function toPictureTensor(name: string, tensor: Tensor | undefined): PictureTensor {
  const [first, ...rest] = tensor?.dims ?? [];
  return { name, dims: first === 1 ? rest : (tensor?.dims ?? []), data: toNumbers(tensor) };
}

/** Whether elements of this type can be told as numbers. */
export function isNumeric(type: Tensor['type']): boolean {
  return type === 'float32' || type === 'float16' || type === 'float64' || type === 'int64' || type === 'int32';
}

/** The error for an output whose shape is not what its decoder reads. */
export function misfit(name: string, what: string, details: Readonly<Record<string, unknown>> = {}): ZooError {
  return new ZooError('ERR_ZOO_DEPLOYMENT_INVALID', `The output ${JSON.stringify(name)} of the graph ${what}.`, {
    hint: 'The config of the model does not fit its graph. Tell its author.',
    details: { output: name, ...details },
  });
}
