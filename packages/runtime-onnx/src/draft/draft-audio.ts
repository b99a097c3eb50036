import type { Answers } from './answers.js';
import type { Config } from './drafted.js';
import { askWhole } from './ask-whole.js';

/** `input` of tasks that tell what is heard. */
export function draftAudioInput(answers: Answers): Config {
  const sampleRate = askSampleRate(answers);
  return sampleRate === undefined ? {} : { sample_rate: sampleRate };
}

export function askSampleRate(answers: Answers): number | undefined {
  return askWhole(answers, 'sample-rate', 'How many samples in a second does the model take?', '16000');
}
