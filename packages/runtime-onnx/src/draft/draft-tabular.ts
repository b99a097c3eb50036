import type { TensorSlot } from '../session/tensor-slot.js';
import type { Answers } from './answers.js';
import { withLabels } from './draft-labels.js';
import type { Config, DraftedTask } from './drafted.js';

/** `input` and `output` of models that look at a row of a table. */
export function draftTabular(
  inputs: readonly TensorSlot[],
  outputs: readonly TensorSlot[],
  answers: Answers,
  known: readonly string[] | undefined,
): DraftedTask {
  const input = draftColumns(inputs, answers);
  const label = outputs.find(({ type }) => type === 'int64' || type === 'int32' || type === 'string');
  if (label === undefined) return { input, output: { decode: 'value' } };
  // A graph that says the names of its classes needs no others.
  if (label.type === 'string') return { input, output: { decode: 'label' } };
  return { input, ...withLabels({ decode: 'label' }, answers, known) };
}

function draftColumns(inputs: readonly TensorSlot[], answers: Answers): Config {
  if (inputs.length > 1) return { columns: inputs.map(({ name }) => name) };
  const answer = answers.ask({
    key: 'columns',
    question: 'What are the columns called, in their order, with commas? Nothing: rows are lists of numbers.',
    default: '',
  });
  const columns = (answer ?? '').split(/[,\n]/).flatMap((name) => name.trim() || []);
  return columns.length === 0 ? {} : { columns };
}
