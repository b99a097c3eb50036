import type { RecognizedText } from './ctc-decode.ts';
import { findTurnedLines } from './find-turned-lines.ts';
import { turnHalf, type Quadrilateral } from './geometry.ts';
import type { Graph } from './graph.ts';
import type { Picture } from './picture.ts';
import { recognizeText } from './recognize-text.ts';

/** What reading takes. Without a classifier every line is taken to stand upright. */
export interface LineReader {
  readonly classify: Graph | undefined;
  readonly recognize: Graph;
  /** Text of each class of the recogniser. */
  readonly characters: readonly string[];
}

/** A line, its corners in the order in which it is read, and what it says. */
export interface TextLine extends RecognizedText {
  readonly quadrilateral: Quadrilateral;
}

/** Text that is less sure than this may be upside down. */
const DOUBTFUL = 0.7;

/**
 * Turns the lines that stand on their head, and reads all of them. The classifier errs on long and bent lines, so what it
 * turned, and what came out as hardly more than noise, is read the other way as well; the surer reading counts.
 */
export async function readLines(
  { classify, recognize, characters }: LineReader,
  picture: Picture,
  found: readonly Quadrilateral[],
  signal: AbortSignal | undefined,
): Promise<TextLine[]> {
  const read = async (quadrilaterals: readonly Quadrilateral[]): Promise<TextLine[]> => {
    const texts = await recognizeText(recognize, characters, picture, quadrilaterals, signal);
    return quadrilaterals.flatMap((quadrilateral, index) => ({ quadrilateral, ...(texts[index] ?? NOTHING) }));
  };
  if (classify === undefined) return read(found);

  const turned = await findTurnedLines(classify, picture, found, signal);
  const lines = await read(found.map((line, index) => (turned[index] === true ? turnHalf(line) : line)));
  const doubtful = lines.filter((line, index) => turned[index] === true || line.confidence < DOUBTFUL);
  const secondReadings = await read(doubtful.map((line) => turnHalf(line.quadrilateral)));
  const better = new Map(doubtful.map((line, index) => [line, surer(line, secondReadings[index])]));
  return lines.map((line) => better.get(line) ?? line);
}

const NOTHING: RecognizedText = { text: '', confidence: 0 };

function surer(first: TextLine, second: TextLine | undefined): TextLine {
  return second !== undefined && second.confidence > first.confidence ? second : first;
}
