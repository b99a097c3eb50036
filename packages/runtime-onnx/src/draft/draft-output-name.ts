import type { TensorSlot } from '../session/tensor-slot.js';
import type { Answers } from './answers.js';
import { describeSlot } from './describe-slot.js';
import type { Config } from './drafted.js';

/** `names` of an output that one tensor decides, where the graph has several of numbers with a fraction. */
export function draftOutputName(role: string, outputs: readonly TensorSlot[], answers: Answers): Config {
  const fitting = outputs.filter(({ type }) => type === 'float32' || type === 'float16');
  if (fitting.length < 2) return {};
  const name = answers.choose({
    key: 'output',
    question: `Which output of the graph has the ${role}?`,
    choices: Object.fromEntries(fitting.map((slot) => [slot.name, describeSlot(slot)])),
  });
  return name === undefined ? {} : { names: { [role]: name } };
}
