import { ZooError, type Tensor } from '@modelzoo/core';
import type { VoiceActivityConfig } from '../config/voice-activity-config.js';
import type { NamedTensor, OnnxSession } from '../session/onnx-session.js';
import type { TensorSlot } from '../session/tensor-slot.js';

/** What a graph is fed with in each frame, beside its samples. */
export interface FramePlan {
  /** Name of the input that takes samples. */
  readonly input: string;
  readonly constants: readonly NamedTensor[];
  /** Zeros. */
  readonly initialStates: readonly NamedTensor[];
  statesAfter(results: ReadonlyMap<string, Tensor>): readonly NamedTensor[];
}

/** @throws ZooError `ERR_ZOO_DEPLOYMENT_INVALID` when the config does not name what the graph has */
export function planFrames({ input, output }: VoiceActivityConfig, { inputs, outputs }: OnnxSession): FramePlan {
  const states = output.state ?? [];
  const constants = Object.entries(input.constants ?? {});
  const rest = inputs.filter(
    ({ name }) => !states.some((state) => state.input === name) && !constants.some(([constant]) => constant === name),
  );
  const [samples, ...others] = rest;
  if (samples === undefined || others.length > 0 || (input.name !== undefined && input.name !== samples.name)) {
    throw misfit('It is not clear which input of the graph takes the samples.', inputs);
  }
  if (samples.type !== 'float32') throw misfit(`The input ${JSON.stringify(samples.name)} takes no float32.`, inputs);
  for (const state of states) find(state.output, outputs);
  return {
    input: samples.name,
    constants: constants.map(([name, value]) => ({ name, tensor: constantOf(find(name, inputs), value) })),
    initialStates: states.map(({ input: name, shape }) => ({ name, tensor: zerosOf(find(name, inputs), shape) })),
    statesAfter(results) {
      return states.map((state) => {
        const tensor = results.get(state.output);
        if (tensor === undefined) throw new TypeError('The runtime gave back something else than it promised.');
        return { name: state.input, tensor };
      });
    },
  };
}

function constantOf(slot: TensorSlot, value: number): Tensor {
  const dims = slot.shape.map((size) => (typeof size === 'number' ? size : 1));
  const length = lengthOf(dims);
  if (slot.type === 'int64' && Number.isInteger(value)) {
    return { type: 'int64', dims, data: new BigInt64Array(length).fill(BigInt(value)) };
  }
  if (slot.type === 'int32') return { type: 'int32', dims, data: new Int32Array(length).fill(value) };
  if (slot.type === 'float32') return { type: 'float32', dims, data: new Float32Array(length).fill(value) };
  throw misfit(`The input ${JSON.stringify(slot.name)} cannot be ${value}: it is ${slot.type}.`, [slot]);
}

function zerosOf(slot: TensorSlot, shape: readonly number[] | undefined): Tensor {
  if (slot.type !== 'float32') throw misfit(`The state ${JSON.stringify(slot.name)} is no float32.`, [slot]);
  const dims = shape ?? slot.shape.map((size) => (typeof size === 'number' ? size : 1));
  return { type: 'float32', dims, data: new Float32Array(lengthOf(dims)) };
}

function lengthOf(dims: readonly number[]): number {
  return dims.reduce((product, size) => product * size, 1);
}

function find(name: string, slots: readonly TensorSlot[]): TensorSlot {
  const slot = slots.find((each) => each.name === name);
  if (slot === undefined) throw misfit(`The graph has no ${JSON.stringify(name)}.`, slots);
  return slot;
}

function misfit(message: string, slots: readonly TensorSlot[]): ZooError {
  const names = slots.map((slot) => slot.name);
  return new ZooError('ERR_ZOO_DEPLOYMENT_INVALID', message, {
    hint: `It has ${names.map((each) => JSON.stringify(each)).join(', ')}. Samples, "constants" and "state" have to name all.`,
    details: { names },
  });
}
