import type { Answers } from './answers.js';
import type { Config, DraftedOutput } from './drafted.js';

/** Longer lists of labels go into a file of their own. */
const MOST_LABELS_INLINE = 20;
const LABELS_FILE = 'labels.txt';

/** Adds the names of classes to an output. */
export function withLabels(output: Config, answers: Answers, known: readonly string[] | undefined): DraftedOutput {
  const answer = answers.ask({
    key: 'labels',
    question: 'What are the classes called, in their order: a file with one on each line, or names with commas?',
    default: known?.join('\n'),
  });
  const labels = (answer ?? '').split('\n').map((label) => label.trim());
  while (labels.at(-1) === '') labels.pop();
  if (labels.length === 0) return { output, texts: {} };
  if (labels.length <= MOST_LABELS_INLINE) return { output: { ...output, labels }, texts: {} };
  return { output: { ...output, labels_path: LABELS_FILE }, texts: { [LABELS_FILE]: `${labels.join('\n')}\n` } };
}
