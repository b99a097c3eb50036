import type { TensorSlot } from '../session/tensor-slot.js';
import type { Answers } from './answers.js';
import { askWhole } from './ask-whole.js';
import { askSampleRate } from './draft-audio.js';
import type { Config } from './drafted.js';

/** `input` and `output` of models that hear, frame by frame, whether somebody speaks. */
export function draftVoiceActivity(
  inputs: readonly TensorSlot[],
  outputs: readonly TensorSlot[],
  answers: Answers,
): { readonly input: Config; readonly output: Config } {
  const sampleRate = askSampleRate(answers);
  const window = askWhole(answers, 'window', 'How many new samples does it take in a frame?');
  const context = askWhole(answers, 'context', 'How many samples before them does it take again?', '0');
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
