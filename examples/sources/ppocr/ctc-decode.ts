import { narrowPunctuation } from './narrow-punctuation.ts';

/** A line of text and how sure the recogniser is of it, in [0, 1]. */
export interface RecognizedText {
  readonly text: string;
  readonly confidence: number;
}

/** Class 0 of the recogniser: no character at this step. */
const BLANK = 0;

/**
 * A space counts from this probability on, even where the blank is more probable. The recogniser learnt mostly from
 * Chinese, which has no spaces, so it spreads the gap between two words over both: between words the space gets 0.08 to
 * 0.5, within words less than 0.05.
 */
const SPACE_THRESHOLD = 0.06;

/**
 * Reads the most probable class of each step, drops repetitions and blanks, and joins the rest (greedy decoding of
 * Connectionist Temporal Classification). The confidence is the mean probability of the characters that were kept, those
 * spaces left out that the blank outweighed.
 *
 * @param probabilities Of all classes, step by step: `[steps, classes]`.
 * @param characters Text of every class: the blank first, the space last.
 */
export function decodeCtc(probabilities: Float32Array, characters: readonly string[]): RecognizedText {
  const classes = characters.length;
  const space = classes - 1;
  let text = '';
  let sum = 0;
  let kept = 0;
  let previous = BLANK;
  for (let start = 0; start + classes <= probabilities.length; start += classes) {
    const best = indexOfMaximum(probabilities, start, start + classes) - start;
    if (best !== BLANK && best !== previous) {
      text += characters[best] ?? '';
      sum += probabilities[start + best] ?? 0;
      kept += 1;
    } else if (best === BLANK && !text.endsWith(' ') && (probabilities[start + space] ?? 0) >= SPACE_THRESHOLD) {
      text += ' ';
    }
    previous = best;
  }
  const tidy = narrowPunctuation(text.trim().replaceAll(/ {2,}/g, ' '));
  return { text: tidy, confidence: kept === 0 ? 0 : sum / kept };
}

/** Text of the recogniser's classes: the blank, the lines of its key file, and the space that the file cannot show. */
export function readCharacters(keyFile: string): string[] {
  return ['', ...keyFile.replace(/\r?\n$/, '').split(/\r?\n/), ' '];
}

function indexOfMaximum(values: Float32Array, start: number, end: number): number {
  let best = start;
  for (let index = start + 1; index < end; index += 1) {
    if ((values[index] ?? 0) > (values[best] ?? 0)) best = index;
  }
  return best;
}
