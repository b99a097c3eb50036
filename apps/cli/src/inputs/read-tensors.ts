import { readFile } from 'node:fs/promises';
import { ZooError, type Tensor, type TensorData, type TensorType } from '@modelzoo/core';

const ARRAYS: Readonly<Record<Exclude<TensorType, 'string'>, (elements: readonly unknown[]) => TensorData>> = {
  float32: (elements) => Float32Array.from(elements, Number),
  float64: (elements) => Float64Array.from(elements, Number),
  float16: (elements) => Uint16Array.from(elements, Number),
  int8: (elements) => Int8Array.from(elements, Number),
  uint8: (elements) => Uint8Array.from(elements, Number),
  int16: (elements) => Int16Array.from(elements, Number),
  uint16: (elements) => Uint16Array.from(elements, Number),
  int32: (elements) => Int32Array.from(elements, Number),
  uint32: (elements) => Uint32Array.from(elements, Number),
  int64: (elements) => BigInt64Array.from(elements, toBigInt),
  uint64: (elements) => BigUint64Array.from(elements, toBigInt),
  bool: (elements) => Uint8Array.from(elements, Number),
};

/**
 * Reads tensors in the form in which results print them: `{"x": {"type": "float32", "dims": [1, 2], "data": [0, 1]}}`.
 * @throws ZooError `ERR_ZOO_INPUT_INVALID`
 */
export async function readTensors(path: string): Promise<Readonly<Record<string, Tensor>>> {
  const text = await readFile(path, 'utf8');
  try {
    const document: unknown = JSON.parse(text);
    if (!isRecord(document)) throw new TypeError('There is no object with tensors by name.');
    return Object.fromEntries(Object.entries(document).map(([name, value]) => [name, toTensor(name, value)]));
  } catch (cause) {
    throw new ZooError('ERR_ZOO_INPUT_INVALID', `${path} does not hold tensors.`, {
      hint: `${(cause as Error).message} The form is {"<name>": {"type": "float32", "dims": [1, 2], "data": [0, 1]}}.`,
      cause,
    });
  }
}

function toTensor(name: string, value: unknown): Tensor {
  if (!isRecord(value)) throw new TypeError(`${name} is no object.`);
  const { type = 'float32', dims, data } = value;
  if (!isTensorType(type)) throw new TypeError(`${name} has a type that there is not.`);
  if (!Array.isArray(data)) throw new TypeError(`The data of ${name} is no list.`);
  const elements: readonly unknown[] = data;
  const shape: readonly unknown[] = Array.isArray(dims) ? dims : [elements.length];
  if (!shape.every(isSize)) throw new TypeError(`The dims of ${name} are not whole numbers.`);
  const length = shape.reduce((product, size) => product * size, 1);
  if (length !== elements.length)
    throw new TypeError(`${name} has ${elements.length} elements, and dims for ${length}.`);
  return { type, dims: shape, data: type === 'string' ? elements.map(String) : ARRAYS[type](elements) };
}

function isTensorType(value: unknown): value is TensorType {
  return value === 'string' || (typeof value === 'string' && Object.hasOwn(ARRAYS, value));
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function toBigInt(element: unknown): bigint {
  return BigInt(element as string | number);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
