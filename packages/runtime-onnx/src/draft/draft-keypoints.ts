import type { TensorSlot } from '../session/tensor-slot.js';
import { defaultStrides } from '../tasks/detect/default-strides.js';
import type { Answers } from './answers.js';
import { draftCoordinates, draftDecodedBoxes } from './draft-boxes.js';
import { withLabels } from './draft-labels.js';
import type { Config, DraftedOutput } from './drafted.js';

const DETECTORS = {
  yunet: 'YuNet: faces and their landmarks',
  blazeface: 'BlazeFace and those like it: offsets from anchors',
  boxes: 'boxes, scores and keypoints that the graph has decoded',
  points: 'the points of one thing that fills the picture',
} as const;

/** `output` of models that find points. */
export function draftKeypoints(
  outputs: readonly TensorSlot[],
  answers: Answers,
  known: readonly string[] | undefined,
): DraftedOutput {
  const decode = answers.choose<keyof typeof DETECTORS>({
    key: 'decode',
    question: 'Which kind of model is it?',
    choices: DETECTORS,
    default: guess(outputs),
  });
  const details = decode === 'points' ? draftPoints(outputs, answers) : {};
  const boxes = decode === 'boxes' ? { ...draftDecodedBoxes(outputs, answers, true), ...pointValues(answers) } : {};
  return withLabels({ ...(decode !== undefined && { decode }), ...details, ...boxes }, answers, known);
}

/** Scores, objects, boxes and keypoints of YuNet are outputs for each stride. */
const YUNET_ROLES = 4;

function guess(outputs: readonly TensorSlot[]): keyof typeof DETECTORS | undefined {
  if (outputs.length === YUNET_ROLES * defaultStrides.length) return 'yunet';
  const [first, second] = outputs;
  if (first === undefined) return undefined;
  if (outputs.length === 2 && second?.shape.at(-1) === 1 && first.shape.length === 3) {
    return first.shape[1] === second.shape[1] && first.shape[1] !== 1 ? 'blazeface' : undefined;
  }
  return outputs.length === 1 ? 'points' : undefined;
}

function draftPoints(outputs: readonly TensorSlot[], answers: Answers): Config {
  // Of the points there are many numbers; that the thing is there is one.
  const scores = outputs.find(({ shape }) => sizeOf(shape) === 1);
  const points = outputs.toSorted((a, b) => sizeOf(b.shape) - sizeOf(a.shape))[0];
  const isNamed = outputs.length > 1 && points !== undefined && points !== scores;
  const activation =
    scores === undefined || !isNamed
      ? undefined
      : answers.choose({
          key: 'activation',
          question: 'What turns the score into the probability that the thing is there?',
          choices: { none: 'nothing: it is', sigmoid: 'a sigmoid' },
          default: 'none',
        });
  return {
    ...(isNamed && { names: { points: points.name, ...(scores !== undefined && { scores: scores.name }) } }),
    ...(activation === 'sigmoid' && { activation }),
    ...draftCoordinates(answers),
    ...pointValues(answers),
  };
}

function pointValues(answers: Answers): Config {
  const count = answers.choose({
    key: 'point-values',
    question: 'How many numbers has each point?',
    choices: { two: 'x and y', three: 'x, y, and one that is not looked at' },
    default: 'two',
  });
  return count === 'three' ? { point_values: 3 } : {};
}

function sizeOf(shape: TensorSlot['shape']): number {
  return shape.reduce<number>((product, size) => product * (typeof size === 'number' ? size : 1), 1);
}
