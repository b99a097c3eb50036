import { ZooError, type TensorType } from '@modelzoo/core';
import type { ValueMetadata } from '../workers/worker-messages.js';

/** An input or output of a graph. */
export interface TensorSlot {
  readonly name: string;
  readonly type: TensorType;
  /** A text stands for a dimension that the graph leaves open. */
  readonly shape: readonly (number | string)[];
}

/** Whether the first of several dimensions is open in all of them, so that several items may go along it. */
export function leavesBatchOpen(slots: readonly TensorSlot[]): boolean {
  return slots.every(({ shape }) => typeof shape[0] === 'string');
}

const tensorTypes = new Set<string>([
  'float32',
  'float64',
  'float16',
  'int8',
  'uint8',
  'int16',
  'uint16',
  'int32',
  'uint32',
  'int64',
  'uint64',
  'bool',
  'string',
] satisfies TensorType[]);

/**
 * The inputs of a graph.
 * @throws ZooError `ERR_ZOO_CAPABILITY_MISSING` when one of them is no tensor
 */
export function inputSlots(metadata: readonly ValueMetadata[]): TensorSlot[] {
  return metadata.map((value) => toSlot(value) ?? unsupported(value.name));
}

/** The outputs of a graph that are tensors. Others, like the maps of scikit-learn models, cannot be had from JavaScript. */
export function outputSlots(metadata: readonly ValueMetadata[]): TensorSlot[] {
  const slots = metadata.flatMap((value) => toSlot(value) ?? []);
  if (slots.length > 0) return slots;
  return unsupported(metadata[0]?.name ?? '');
}

function toSlot(value: ValueMetadata): TensorSlot | undefined {
  const { name, isTensor, type, shape } = value;
  if (!isTensor || !isTensorType(type) || shape === undefined) return undefined;
  return { name, type, shape };
}

function isTensorType(type: string | undefined): type is TensorType {
  return type !== undefined && tensorTypes.has(type);
}

function unsupported(name: string): never {
  throw new ZooError(
    'ERR_ZOO_CAPABILITY_MISSING',
    `The model takes or gives ${JSON.stringify(name)}, which is no tensor.`,
    {
      hint: 'Only tensors can be passed from JavaScript. Export the model with tensors, for scikit-learn with zipmap=False.',
      details: { name },
    },
  );
}
