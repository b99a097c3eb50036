import type { Size } from '../image/place-image.js';
import type { TensorSlot } from '../session/tensor-slot.js';
import { wrongAnswer, type Answers } from './answers.js';
import { draftDecodedBoxes, draftBackground } from './draft-boxes.js';
import { withLabels } from './draft-labels.js';
import { draftOutputName } from './draft-output-name.js';
import type { Config, DraftedOutput } from './drafted.js';
import { guessDetector } from './guess-detector.js';

const DETECTORS = {
  yolov8: 'YOLOv8, YOLO11 and those like them',
  yolov5: 'YOLOv5 and YOLOv7',
  yolox: 'YOLOX without its decoding',
  nanodet: 'NanoDet',
  'nanodet-plus': 'NanoDet-Plus',
  fastestdet: 'FastestDet',
  ssd: 'SSD and those like it: offsets from priors, and scores',
  detr: 'DETR: boxes and logits',
  boxes: 'boxes and scores that the graph has decoded',
} as const;

/** `output` of models that find things. */
export function draftDetection(
  outputs: readonly TensorSlot[],
  size: Size | undefined,
  answers: Answers,
  known: readonly string[] | undefined,
): DraftedOutput {
  const decode = answers.choose<keyof typeof DETECTORS>({
    key: 'decode',
    question: 'Which kind of detector is it?',
    choices: DETECTORS,
    default: guessDetector(outputs, size),
  });
  if (decode === undefined) return withLabels({}, answers, known);
  return withLabels({ decode, ...detailsOf(decode, outputs, answers) }, answers, known);
}

function detailsOf(decode: keyof typeof DETECTORS, outputs: readonly TensorSlot[], answers: Answers): Config {
  switch (decode) {
    case 'boxes':
      return draftDecodedBoxes(outputs, answers);
    case 'ssd':
      return { ...readPriors(answers), ...draftBackground(answers, 'first') };
    case 'nanodet':
    case 'detr':
      return {};
    default:
      return draftOutputName('predictions', outputs, answers);
  }
}

/** `8: 10 16x24; 16: 32` as the config has it. */
function readPriors(answers: Answers): Config {
  const answer = answers.ask({
    key: 'priors',
    question: 'Which priors does each cell have: pixels between cells, then their sides (8: 10 16x24; 16: 32 48)?',
  });
  if (answer === undefined) return {};
  const priors = answer.split(';').map((grid) => {
    const [stride, sizes] = grid.split(':');
    return {
      stride: Number(stride?.trim() || Number.NaN),
      sizes: (sizes ?? '')
        .trim()
        .split(/[\s,]+/)
        .map(toSize),
    };
  });
  const isRight = priors.every(({ stride, sizes }) => stride > 0 && sizes.flat().every((side) => side > 0));
  if (isRight) return { priors };
  throw wrongAnswer('priors', answer, 'For each grid it is a stride, and sides in pixels: 8: 10 16x24; 16: 32 48.');
}

function toSize(text: string): number | number[] {
  const sides = text.split(/[x×]/).map((side) => Number(side || Number.NaN));
  const [side = Number.NaN] = sides;
  return sides.length === 2 ? sides : sides.length === 1 ? side : Number.NaN;
}
