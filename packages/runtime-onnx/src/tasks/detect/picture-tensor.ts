import { ZooError, type Tensor } from '@modelzoo/core';
import { toNumbers } from '../to-numbers.js';

/** What an output of the graph says about one picture. */
export interface PictureTensor {
  readonly name: string;
  /** Without the axis of pictures, when the graph takes several. */
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** Cuts an output into its pictures. With one picture, its axis may be there as 1 or be missing. */
export function splitPictures(name: string, tensor: Tensor | undefined, pictures: number): PictureTensor[] {
  const data = toNumbers(tensor);
  const [first, ...rest] = tensor?.dims ?? [];
  if (pictures === 1) return [{ name, dims: first === 1 ? rest : (tensor?.dims ?? []), data }];
  if (first !== pictures) {
    throw misfit(name, `has ${first ?? 'no'} rows for ${pictures} pictures`, { pictures, dims: tensor?.dims.join() });
  }
  const length = data.length / pictures;
  return Array.from({ length: pictures }, (_, index) => ({
    name,
    dims: rest,
    data: data.subarray(index * length, (index + 1) * length),
  }));
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
