import { inBatches } from './batches.ts';
import { cropLine } from './crop-line.ts';
import { quadrilateralHeight, quadrilateralWidth, type Quadrilateral } from './geometry.ts';
import type { Graph } from './graph.ts';
import { lineNormalization, toTensor } from './picture-tensor.ts';
import type { Picture } from './picture.ts';

/** What the classifier sees of a line. */
const HEIGHT = 48;
const MAX_WIDTH = 192;
/** How sure the classifier must be that a line is turned. */
const TURN_THRESHOLD = 0.9;
const BATCH_SIZE = 6;

/** Which of the lines stand on their head, as the classifier for 0° and 180° sees them. */
export async function findTurnedLines(
  graph: Graph,
  picture: Picture,
  lines: readonly Quadrilateral[],
  signal: AbortSignal | undefined,
): Promise<boolean[]> {
  const turned: boolean[] = [];
  for (const batch of inBatches(lines, BATCH_SIZE)) {
    const crops = batch.map((line) => cropLine(picture, line, cropWidth(line), HEIGHT));
    const { data } = await graph(toTensor(crops, lineNormalization, MAX_WIDTH), signal);
    // Two probabilities for each line: upright, and turned.
    for (const index of batch.keys()) turned.push((data[2 * index + 1] ?? 0) > TURN_THRESHOLD);
  }
  return turned;
}

/** In proportion; what is longer than the classifier's input is squeezed into it. */
function cropWidth(line: Quadrilateral): number {
  return Math.min(Math.max(Math.ceil((HEIGHT * quadrilateralWidth(line)) / quadrilateralHeight(line)), 1), MAX_WIDTH);
}
