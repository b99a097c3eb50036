import type { TensorSlot } from '../session/tensor-slot.js';
import type { Answers } from './answers.js';

type Config = Readonly<Record<string, unknown>>;

/** What a draft says, and the texts beside it. */
type DraftedOutput = Config & {
  readonly output: Config;
  readonly texts: Readonly<Record<string, string>>;
};

/** Longer lists of labels go into a file of their own. */
const MOST_LABELS_INLINE = 20;
const LABELS_FILE = 'labels.txt';

/** `output` of tasks that tell classes apart. */
export function draftClassification(
  outputs: readonly TensorSlot[],
  answers: Answers,
  known: readonly string[] | undefined,
): DraftedOutput {
  const decode = answers.choose({
    key: 'decode',
    question: 'What does the graph give for each class?',
    choices: {
      softmax: 'logits, of which one class is meant',
      probabilities: 'probabilities: its last step is a softmax already',
      sigmoid: 'logits, of which any number of classes may be meant',
    },
    default: outputs.some(({ name }) => /softmax|prob/i.test(name)) ? 'probabilities' : undefined,
  });
  return withLabels({ ...(decode !== undefined && { decode }) }, answers, known);
}

/** `output` of models that find things. */
export function draftDetection(answers: Answers, known: readonly string[] | undefined): DraftedOutput {
  const decode = answers.choose({
    key: 'decode',
    question: 'Which kind of detector is it?',
    choices: {
      yolov8: 'YOLOv8, YOLO11 and those like them',
      yolov5: 'YOLOv5 and YOLOv7',
      yolox: 'YOLOX without its decoding',
      nanodet: 'NanoDet',
      detr: 'DETR: boxes and logits',
      boxes: 'boxes and scores that the graph has decoded',
    },
  });
  return withLabels({ ...(decode !== undefined && { decode }) }, answers, known);
}

/** `output` of models that tell a class for each pixel. */
export function draftSegmentation(answers: Answers, known: readonly string[] | undefined): DraftedOutput {
  const decode = answers.choose({
    key: 'decode',
    question: 'What does the graph give for each pixel?',
    choices: { argmax: 'scores of each class, or the number of the class', mask: 'how much it belongs to one thing' },
  });
  if (decode !== 'argmax') return { output: decode === undefined ? {} : { decode }, texts: {} };
  return withLabels({ decode }, answers, known);
}

function withLabels(output: Config, answers: Answers, known: readonly string[] | undefined): DraftedOutput {
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
