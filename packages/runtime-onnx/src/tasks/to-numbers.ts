import type { Tensor } from '@modelzoo/core';
import { fromFloat16Bits } from '../float16.js';

/** Elements as numbers; integers and half precision become float32. */
export function toNumbers(tensor: Tensor | undefined): Float32Array {
  const data = tensor?.data;
  if (data instanceof Float32Array) return data;
  if (data instanceof Uint16Array && tensor?.type === 'float16') return fromFloat16Bits(data);
  if (data === undefined || Array.isArray(data)) {
    throw new TypeError('The runtime gave back something else than it promised.');
  }
  return Float32Array.from(data as ArrayLike<number | bigint>, Number);
}
