import type { TensorSlot } from '../session/tensor-slot.js';
import { wrongAnswer, type Answers } from './answers.js';

type Config = Readonly<Record<string, unknown>>;

/** `input` and `output` of models that hear, frame by frame, whether somebody speaks. */
export function draftVoiceActivity(
  inputs: readonly TensorSlot[],
  outputs: readonly TensorSlot[],
  answers: Answers,
): { readonly input: Config; readonly output: Config } {
  const sampleRate = whole(answers, 'sample-rate', 'How many samples in a second does the model take?', '16000');
  const window = whole(answers, 'window', 'How many new samples does it take in a frame?');
  const context = whole(answers, 'context', 'How many samples before them does it take again?', '0');
  // Whole numbers beside the sound are settings; what has more dimensions than a sound is carried on from frame to frame.
  const constants = inputs.filter(({ type, shape }) => type === 'int64' && shape.length <= 1);
  const carried = outputs.filter(({ shape }) => shape.length > 2);
  const states = inputs
    .filter(({ shape }) => shape.length > 2)
    .flatMap(({ name }, index) => {
      const output = carried[index]?.name;
      return output === undefined ? [] : [{ input: name, output }];
    });
  const scores = outputs.find(({ name }) => !states.some(({ output }) => output === name));
  const rates = constants.map(({ name }) => [name, sampleRate]);
  return {
    input: {
      ...(sampleRate !== undefined && { sample_rate: sampleRate }),
      ...(window !== undefined && { window }),
      ...(context !== undefined && context > 0 && { context }),
      ...(rates.length > 0 && { constants: Object.fromEntries(rates) as Config }),
    },
    output: {
      decode: 'frames',
      ...(outputs.length > 1 && scores !== undefined && { names: { scores: scores.name } }),
      ...(states.length > 0 && { state: states }),
    },
  };
}

function whole(answers: Answers, key: string, question: string, usual?: string): number | undefined {
  const answer = answers.ask({ key, question, default: usual });
  if (answer === undefined) return undefined;
  if (/^\d{1,9}$/.test(answer)) return Number(answer);
  throw wrongAnswer(key, answer, 'It is a whole number.');
}
