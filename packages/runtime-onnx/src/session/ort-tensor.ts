import type { Tensor } from '@modelzoo/core';
import type { Tensor as OrtTensor } from 'onnxruntime-node';
import type { OnnxRuntime } from './import-onnxruntime.js';

/** Wraps a tensor for the runtime. Its elements are shared, not copied. */
export function toOrtTensor(runtime: OnnxRuntime, tensor: Tensor): OrtTensor {
  const wrapped = new runtime.Tensor(tensor.type as 'float32', tensor.data as Float32Array, tensor.dims);
  // Where Node has Float16Array, the runtime turns the bits into one, and its native half then refuses it: "not enough
  // space". It takes the bits themselves.
  if (tensor.type === 'float16') Object.defineProperty(wrapped, 'data', { value: tensor.data });
  return wrapped;
}

/** The same elements, with half precision as bits on every version of Node. */
export function fromOrtTensor(tensor: OrtTensor): Tensor {
  const { type, dims, data } = tensor;
  const bits =
    type === 'float16' && ArrayBuffer.isView(data) && !(data instanceof Uint16Array)
      ? new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2)
      : data;
  return { type: type as Tensor['type'], dims, data: bits };
}
