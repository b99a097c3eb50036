import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import type { Tensor, TensorData } from '@modelzoo/core';

type Elements = readonly (number | bigint)[];

/** For an element type: its name here, and what makes its elements of bytes or of numbers. */
interface ElementType {
  readonly type: Exclude<Tensor['type'], 'string'>;
  readonly fromBytes: (bytes: ArrayBuffer) => TensorData;
  readonly fromNumbers: (numbers: Elements) => TensorData;
}

function numeric(
  type: ElementType['type'],
  array: { new (bytes: ArrayBuffer): TensorData; from(values: Iterable<number>): TensorData },
): ElementType {
  return { type, fromBytes: (bytes) => new array(bytes), fromNumbers: (numbers) => array.from(numbers.map(Number)) };
}

function big(
  type: ElementType['type'],
  array: { new (bytes: ArrayBuffer): TensorData; from(values: Iterable<bigint>): TensorData },
): ElementType {
  return { type, fromBytes: (bytes) => new array(bytes), fromNumbers: (numbers) => array.from(numbers.map(BigInt)) };
}

const STRING = 8;
/** By their numbers in `onnx.proto3`. */
const elementTypes: Readonly<Record<number, ElementType>> = {
  1: numeric('float32', Float32Array),
  2: numeric('uint8', Uint8Array),
  3: numeric('int8', Int8Array),
  4: numeric('uint16', Uint16Array),
  5: numeric('int16', Int16Array),
  6: numeric('int32', Int32Array),
  7: big('int64', BigInt64Array),
  9: numeric('bool', Uint8Array),
  10: numeric('float16', Uint16Array),
  11: numeric('float64', Float64Array),
  12: numeric('uint32', Uint32Array),
  13: big('uint64', BigUint64Array),
};

/** Reads a `TensorProto`. `undefined`: its elements are of a type that cannot be passed from JavaScript. */
export function readTensorProto(bytes: Uint8Array): Tensor | undefined {
  const reader = new BinaryReader(bytes);
  const dims: number[] = [];
  const numbers: (number | bigint)[] = [];
  const strings: string[] = [];
  let kind = 0;
  let raw: Uint8Array | undefined;

  function readMany(wire: WireType, read: () => number | bigint): (number | bigint)[] {
    if (wire !== WireType.LengthDelimited) return [read()];
    const found = [];
    const end = reader.uint32() + reader.pos;
    while (reader.pos < end) found.push(read());
    return found;
  }

  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    const read = readers[field];
    if (field === 1) dims.push(...readMany(wire, () => reader.int64() as bigint).map(Number));
    else if (field === 2) kind = reader.int32();
    else if (field === 6) strings.push(new TextDecoder().decode(reader.bytes()));
    else if (field === 9) raw = reader.bytes();
    else if (read === undefined) reader.skip(wire, field);
    else numbers.push(...readMany(wire, () => read(reader)));
  }
  if (kind === STRING) return { type: 'string', dims, data: strings };
  const element = elementTypes[kind];
  if (element === undefined) return undefined;
  // Elements within a message lie at any address, which those of a typed array may not.
  const data = raw === undefined ? element.fromNumbers(numbers) : element.fromBytes(Uint8Array.from(raw).buffer);
  return { type: element.type, dims, data };
}

/** Fields of numbers, for tensors that do not hold them as bytes. */
const readers: Readonly<Record<number, (reader: BinaryReader) => number | bigint>> = {
  4: (reader) => reader.float(),
  5: (reader) => reader.int32(),
  7: (reader) => reader.int64() as bigint,
  10: (reader) => reader.double(),
  11: (reader) => reader.uint64() as bigint,
};
