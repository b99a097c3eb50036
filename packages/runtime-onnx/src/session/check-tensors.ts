import { ZooError, type ModelInput, type Tensor, type TensorType } from '@modelzoo/core';
import type { NamedTensor } from './onnx-session.js';
import type { TensorSlot } from './tensor-slot.js';

/**
 * The tensors of an input, in the order of the graph's inputs, each checked against what the graph takes.
 * @throws ZooError `ERR_ZOO_INPUT_INVALID`
 */
export function checkTensors(input: ModelInput, slots: readonly TensorSlot[]): NamedTensor[] {
  const names = slots.map(({ name }) => name);
  if (typeof input !== 'object' || input === null || input instanceof URL || input instanceof Uint8Array) {
    throw invalid('This model takes named tensors, and the input is something else.', names);
  }
  const unknown = Object.keys(input).find((name) => !names.includes(name));
  if (unknown !== undefined) throw invalid(`The model has no input ${JSON.stringify(unknown)}.`, names);
  return slots.map((slot) => {
    const tensor = Object.hasOwn(input, slot.name) ? input[slot.name] : undefined;
    if (tensor === undefined) throw invalid(`The input ${JSON.stringify(slot.name)} is missing.`, names);
    const problem = problemOf(tensor, slot);
    if (problem === undefined) return { name: slot.name, tensor };
    throw invalid(`The input ${JSON.stringify(slot.name)} ${problem}.`, names, slot);
  });
}

function problemOf(tensor: Tensor, slot: TensorSlot): string | undefined {
  if (tensor.type !== slot.type) return `is of type ${tensor.type}, and the model takes ${slot.type}`;
  if (!hasElements(tensor)) return `does not hold its elements in ${ARRAYS[slot.type].name}`;
  if (!tensor.dims.every((size) => Number.isSafeInteger(size) && size >= 0)) return 'has dims that are no sizes';
  const fits =
    tensor.dims.length === slot.shape.length &&
    tensor.dims.every((size, axis) => typeof slot.shape[axis] === 'string' || slot.shape[axis] === size);
  if (!fits) return `has the shape [${tensor.dims.join(', ')}], and the model takes [${shapeText(slot.shape)}]`;
  const length = tensor.dims.reduce((product, size) => product * size, 1);
  return tensor.data.length === length ? undefined : `holds ${tensor.data.length} elements instead of ${length}`;
}

const ARRAYS = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  bool: Uint8Array,
  string: Array,
} as const satisfies Record<TensorType, unknown>;

function hasElements(tensor: Tensor): boolean {
  if (!(tensor.data instanceof ARRAYS[tensor.type])) return false;
  return !Array.isArray(tensor.data) || tensor.data.every((item) => typeof item === 'string');
}

function shapeText(shape: TensorSlot['shape']): string {
  return shape.map((size) => (size === '' ? 'any' : size)).join(', ');
}

function invalid(message: string, names: readonly string[], slot?: TensorSlot): ZooError {
  return new ZooError('ERR_ZOO_INPUT_INVALID', message, {
    hint: `The inputs of the model are ${names.map((name) => JSON.stringify(name)).join(', ')}.`,
    details: { inputs: names, input: slot?.name, type: slot?.type, shape: slot && shapeText(slot.shape) },
  });
}
