import type { Size } from '../image/place-image.js';
import type { TensorSlot } from '../session/tensor-slot.js';
import { wrongAnswer, type Answers } from './answers.js';
import type { Config } from './drafted.js';

const IMAGENET = { mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] };

/** Whether an input takes pictures, by its shape: a batch of one or three planes, or of pixels with one or three values. */
export function takesPictures({ shape, type }: TensorSlot): boolean {
  return shape.length === 4 && type !== 'string' && (isColours(shape[1]) || isColours(shape[3]));
}

function isColours(size: number | string | undefined): boolean {
  return size === 1 || size === 3;
}

/** What a model sees, in pixels: as the graph or the config says. `undefined`: neither does. */
export function seenSize({ shape }: TensorSlot, { size }: Config): Size | undefined {
  const [height, width] = isColours(shape[1]) ? shape.slice(2) : shape.slice(1);
  if (typeof width === 'number' && typeof height === 'number') return { width, height };
  if (!Array.isArray(size)) return undefined;
  const [givenWidth, givenHeight]: readonly unknown[] = size;
  return { width: Number(givenWidth), height: Number(givenHeight) };
}

/** `input` of tasks that look at pictures, with what only the author knows. */
export function draftImageInput(slot: TensorSlot, answers: Answers, usualFit: 'stretch' | 'letterbox'): Config {
  const hasPlanes = isColours(slot.shape[1]);
  const [height, width] = hasPlanes ? slot.shape.slice(2) : slot.shape.slice(1);
  const colours = hasPlanes ? slot.shape[1] : slot.shape[3];
  const isOpen = typeof width !== 'number' || typeof height !== 'number';
  const size = isOpen ? readSize(answers) : undefined;
  const channels =
    colours === 3
      ? answers.choose({
          key: 'channels',
          question: 'In which order does the model take colours?',
          choices: { RGB: 'red, green, blue: most models', BGR: 'blue, green, red: those trained with OpenCV' },
          default: 'RGB',
        })
      : undefined;
  const fit = answers.choose({
    key: 'fit',
    question: 'How does a picture of another shape become what the model sees?',
    choices: {
      stretch: 'stretched',
      letterbox: 'whole, with a border around it',
      cover: 'cut off evenly on both sides',
    },
    default: usualFit,
  });
  return {
    ...(size !== undefined && { size }),
    ...(fit !== undefined && fit !== 'stretch' && { fit }),
    ...(channels !== undefined && channels !== 'RGB' && { channels }),
    ...normalization(answers, channels === 'BGR', colours),
  };
}

function readSize(answers: Answers): readonly number[] | undefined {
  const answer = answers.ask({
    key: 'size',
    question: 'The graph takes pictures of any size. Which width and height is it to see (224,224)?',
  });
  if (answer === undefined) return undefined;
  const size = answer.split(/[\sx,×]+/).map(Number);
  if (size.length === 2 && size.every((side) => Number.isInteger(side) && side > 0)) return size;
  throw wrongAnswer('size', answer, 'It is a width and a height in pixels: 224,224.');
}

function normalization(answers: Answers, isReversed: boolean, colours: number | string | undefined): Config {
  const ranges = { none: 'from 0 to 255, as they are', unit: 'from 0 to 1', signed: 'from -1 to 1' };
  const question = { key: 'normalize', question: 'Which values does the model take for the brightness of a pixel?' };
  const imagenet = 'less the mean of ImageNet, by its standard deviation: most of PyTorch';
  const answer =
    colours === 3
      ? answers.choose({ ...question, choices: { ...ranges, imagenet } })
      : answers.choose({ ...question, choices: ranges });
  switch (answer) {
    case 'unit':
      return { std: 255 };
    case 'signed':
      return { mean: 127.5, std: 127.5 };
    case 'imagenet':
      return isReversed ? { mean: IMAGENET.mean.toReversed(), std: IMAGENET.std.toReversed() } : IMAGENET;
    default:
      return {};
  }
}
