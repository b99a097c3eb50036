import { ZooError } from '@modelzoo/core';
import type { TensorSlot } from '../session/tensor-slot.js';

/**
 * The output that a config names, or the only one of numbers with a fraction.
 * @param role Its key in `output.names`.
 * @throws ZooError `ERR_ZOO_DEPLOYMENT_INVALID`
 */
export function chooseOutput(
  role: string,
  name: string | undefined,
  slots: readonly TensorSlot[],
  accepted: readonly TensorSlot['type'][] = ['float32', 'float16'],
): TensorSlot {
  const fitting = slots.filter((slot) => accepted.includes(slot.type));
  const chosen = name === undefined ? fitting[0] : slots.find((slot) => slot.name === name);
  const clear = name !== undefined || fitting.length === 1;
  if (chosen !== undefined && clear && accepted.includes(chosen.type)) return chosen;
  const [only, ...others] = slots;
  const wrong = name === undefined && others.length === 0 ? only : chosen;
  const names = slots.map((slot) => slot.name);
  throw new ZooError(
    'ERR_ZOO_DEPLOYMENT_INVALID',
    wrong === undefined || accepted.includes(wrong.type)
      ? `It is not clear which output of the graph has the ${role}.`
      : `The output ${JSON.stringify(wrong.name)} of the graph has no ${role}, but ${wrong.type}.`,
    {
      hint: `The config has to name one as "output.names.${role}": ${names.map((each) => JSON.stringify(each)).join(', ')}.`,
      details: { outputs: names },
    },
  );
}
