import type { TensorSlot } from '../session/tensor-slot.js';
import type { Answers } from './answers.js';
import type { Config } from './drafted.js';

/** What the outputs of a graph that decodes boxes by itself are called, as far as their names tell. */
const ROLES = {
  boxes: /box|loc/i,
  scores: /score|conf|prob/i,
  classes: /class|label/i,
  keypoints: /landmark|keypoint|kps/i,
} as const;

/** `output` of graphs that give boxes, and with `hasKeypoints` keypoints, which need no decoding. */
export function draftDecodedBoxes(outputs: readonly TensorSlot[], answers: Answers, hasKeypoints = false): Config {
  const format = answers.choose({
    key: 'format',
    question: 'Which four numbers is a box?',
    choices: {
      xyxy: 'left, top, right, bottom',
      yxyx: 'top, left, bottom, right',
      xywh: 'left, top, width, height',
      cxcywh: 'centre, width, height',
    },
    default: 'xyxy',
  });
  return {
    ...namesOf(outputs, hasKeypoints),
    ...(format !== undefined && format !== 'xyxy' && { format }),
    ...draftCoordinates(answers),
    ...draftBackground(answers, 'none'),
  };
}

/** `coordinates`. */
export function draftCoordinates(answers: Answers): Config {
  const coordinates = answers.choose({
    key: 'coordinates',
    question: 'In which unit are coordinates?',
    choices: { relative: '1 is the far edge', pixels: 'pixels of what the model sees' },
    default: 'relative',
  });
  return coordinates === 'pixels' ? { coordinates } : {};
}

/** `activation` and `background`, of a graph with a score for each class of each box. */
export function draftBackground(answers: Answers, usual: 'none' | 'first'): Config {
  const activation = answers.choose({
    key: 'activation',
    question: 'What turns scores into probabilities?',
    choices: { none: 'nothing: they are', sigmoid: 'a sigmoid, of each', softmax: 'a softmax, of those of a box' },
    default: 'none',
  });
  const background = answers.choose({
    key: 'background',
    question: 'Which class is nothing at all? The labels leave it out.',
    choices: { none: 'there is no such class', first: 'the first', last: 'the last' },
    default: usual,
  });
  return {
    ...(activation !== undefined && activation !== 'none' && { activation }),
    ...(background === 'first' && { background: 0 }),
    ...(background === 'last' && { background: -1 }),
  };
}

/** The usual order needs no names. */
function namesOf(outputs: readonly TensorSlot[], hasKeypoints: boolean): Config {
  const usual = hasKeypoints ? ['boxes', 'scores', 'keypoints'] : ['boxes', 'scores'];
  const found = Object.entries(ROLES).flatMap(([role, pattern]) => {
    const slot = outputs.find(({ name }) => pattern.test(name));
    return slot === undefined || (role === 'keypoints' && !hasKeypoints) ? [] : [{ role, name: slot.name }];
  });
  const isUsual = usual.length === outputs.length && usual.every((role, index) => roleOf(index) === role);
  const isClear = new Set(found.map(({ name }) => name)).size === found.length;
  if (isUsual || !isClear || !usual.every((role) => found.some((each) => each.role === role))) return {};
  return { names: Object.fromEntries(found.map(({ role, name }) => [role, name])) };

  function roleOf(index: number): string | undefined {
    return found.find(({ name }) => name === outputs[index]?.name)?.role;
  }
}
