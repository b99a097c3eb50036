import { ZooError } from '@modelzoo/core';
import type { TensorSlot } from '../../session/tensor-slot.js';
import type { OutputRole } from './decoder.js';
import { isNumeric, misfit } from './picture-tensor.js';

/**
 * The outputs that a decoder reads, in its order: as the config names them, or all that the graph has when it names none.
 * @throws ZooError `ERR_ZOO_DEPLOYMENT_INVALID`
 */
export function chooseOutputs(roles: readonly OutputRole[], slots: readonly TensorSlot[]): TensorSlot[] {
  const chosen = roles.every(({ names }) => names === undefined) ? byOrder(roles, slots) : byName(roles, slots);
  const wrong = chosen.find(({ type }) => !isNumeric(type));
  if (wrong === undefined) return chosen;
  throw misfit(wrong.name, `has elements of type ${wrong.type}, which no boxes or scores are`, { type: wrong.type });
}

function byOrder(roles: readonly OutputRole[], slots: readonly TensorSlot[]): TensorSlot[] {
  const count = roles.reduce((sum, role) => sum + role.count, 0);
  if (slots.length === count) return [...slots];
  throw unclear(`The graph has ${slots.length} outputs, and the decoder reads ${count}.`, roles, slots);
}

function byName(roles: readonly OutputRole[], slots: readonly TensorSlot[]): TensorSlot[] {
  return roles.flatMap(({ role, count, names = [] }) => {
    if (names.length !== count) {
      throw unclear(`The config names ${names.length} outputs as "${role}" where ${count} belong.`, roles, slots);
    }
    return names.map((name) => {
      const slot = slots.find((each) => each.name === name);
      if (slot !== undefined) return slot;
      throw unclear(`The graph has no output ${JSON.stringify(name)}.`, roles, slots);
    });
  });
}

function unclear(message: string, roles: readonly OutputRole[], slots: readonly TensorSlot[]): ZooError {
  const outputs = slots.map(({ name }) => name);
  const wanted = roles.map(({ role, count }) => (count === 1 ? role : `${count} × ${role}`)).join(', ');
  return new ZooError('ERR_ZOO_DEPLOYMENT_INVALID', message, {
    hint: `"output.names" has to tell ${wanted} among ${outputs.map((each) => JSON.stringify(each)).join(', ')}.`,
    details: { outputs },
  });
}
