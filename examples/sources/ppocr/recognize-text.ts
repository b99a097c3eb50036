import { inBatches } from './batches.ts';
import { cropLine } from './crop-line.ts';
import { decodeCtc, type RecognizedText } from './ctc-decode.ts';
import { quadrilateralHeight, quadrilateralWidth, type Quadrilateral } from './geometry.ts';
import type { Graph } from './graph.ts';
import { lineNormalization, toTensor } from './picture-tensor.ts';
import type { Picture } from './picture.ts';

/** Height that the recogniser was trained with. */
const HEIGHT = 48;
/** Shorter lines are padded to this width, as they were in training. */
const MIN_TENSOR_WIDTH = 320;
const BATCH_SIZE = 6;

/**
 * Reads lines that stand upright; the answers are in the order of the lines. Lines of similar length share a batch, so
 * that little of it is padding.
 */
export async function recognizeText(
  graph: Graph,
  characters: readonly string[],
  picture: Picture,
  lines: readonly Quadrilateral[],
  signal: AbortSignal | undefined,
): Promise<RecognizedText[]> {
  const texts: RecognizedText[] = [];
  const jobs = lines.map((line, index) => ({ line, index, width: cropWidth(line) }));
  for (const batch of inBatches(
    jobs.toSorted((a, b) => a.width - b.width),
    BATCH_SIZE,
  )) {
    const crops = batch.map(({ line, width }) => cropLine(picture, line, width, HEIGHT));
    const tensorWidth = Math.max(MIN_TENSOR_WIDTH, ...batch.map((job) => job.width));
    const { data, dims } = await graph(toTensor(crops, lineNormalization, tensorWidth), signal);
    const [, steps = 0, classes = 0] = dims;
    if (classes !== characters.length) {
      throw new Error(`The recogniser knows ${classes} characters, and its key file has ${characters.length}.`);
    }
    for (const [place, { index }] of batch.entries()) {
      const start = place * steps * classes;
      texts[index] = decodeCtc(data.subarray(start, start + steps * classes), characters);
    }
  }
  return texts;
}

function cropWidth(line: Quadrilateral): number {
  return Math.max(Math.ceil((HEIGHT * quadrilateralWidth(line)) / quadrilateralHeight(line)), 1);
}
