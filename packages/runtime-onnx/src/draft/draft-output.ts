import type { TensorSlot } from '../session/tensor-slot.js';
import type { Answers } from './answers.js';
import { withLabels } from './draft-labels.js';
import { draftOutputName } from './draft-output-name.js';
import type { Config, DraftedOutput } from './drafted.js';

/** `output` of tasks that tell classes apart. */
export function draftClassification(
  outputs: readonly TensorSlot[],
  answers: Answers,
  known: readonly string[] | undefined,
): DraftedOutput {
  const names = draftOutputName('scores', outputs, answers);
  const decode = answers.choose({
    key: 'decode',
    question: 'What does the graph give for each class?',
    choices: {
      softmax: 'logits, of which one class is meant',
      probabilities: 'what they are already: its last step is a softmax',
      sigmoid: 'logits, of which any number of classes may be meant',
    },
    default: outputs.some(({ name }) => /softmax|prob/i.test(name)) ? 'probabilities' : undefined,
  });
  return withLabels({ ...(decode !== undefined && { decode }), ...names }, answers, known);
}

/** `output` of models that tell a class for each pixel. */
export function draftSegmentation(answers: Answers, known: readonly string[] | undefined): DraftedOutput {
  const decode = answers.choose({
    key: 'decode',
    question: 'What does the graph give for each pixel?',
    choices: { argmax: 'scores of each class, or the number of the class', mask: 'how much it belongs to one thing' },
  });
  if (decode !== 'argmax') return { output: decode === undefined ? {} : { decode }, texts: {} };
  return withLabels({ decode }, answers, known);
}

/** `output` of models that give vectors, of pictures or of texts. */
export function draftEmbedding(kind: 'image' | 'text', outputs: readonly TensorSlot[], answers: Answers): Config {
  const named = draftOutputName('embedding', outputs, answers);
  const chosen = outputs.find(({ name }) => JSON.stringify(named).includes(JSON.stringify(name))) ?? outputs[0];
  const choices = { mean: 'their mean', max: 'the largest of each number', first: 'that of the first token' };
  const question = {
    key: 'pooling',
    question: 'The graph gives several vectors for each input. Which one is meant?',
    default: 'mean',
  } as const;
  const hasSeveral = (chosen?.shape.length ?? 0) > 2;
  const pooling = !hasSeveral
    ? undefined
    : kind === 'image'
      ? answers.choose({ ...question, choices })
      : answers.choose({ ...question, choices: { ...choices, last: 'that of the last token' } });
  const unit = answers.choose({
    key: 'l2',
    question: 'Are vectors to be brought to the length 1, as for comparing them by their angle?',
    choices: { yes: 'to the length 1', no: 'as they are' },
    default: 'no',
  });
  return {
    decode: 'embedding',
    ...named,
    ...(pooling !== undefined && { pooling }),
    ...(unit === 'yes' && { l2: true }),
  };
}
