import { dirname, join } from 'node:path';
import type { ConfigDraft, DraftRequest } from '@modelzoo/core';
import type { OnnxConfig } from '../config/onnx-deployment-config.js';
import type { TensorSlot } from '../session/tensor-slot.js';
import { createAnswers, type Answers } from './answers.js';
import { describeSlot } from './describe-slot.js';
import { draftAudioInput } from './draft-audio.js';
import { draftDetection } from './draft-detection.js';
import { draftImageInput, seenSize, takesPictures } from './draft-image-input.js';
import { draftKeypoints } from './draft-keypoints.js';
import { draftClassification, draftEmbedding, draftSegmentation } from './draft-output.js';
import { draftTabular } from './draft-tabular.js';
import { draftTextInput } from './draft-text-input.js';
import { draftVoiceActivity } from './draft-voice-activity.js';
import type { Config, DraftedTask } from './drafted.js';
import { readClassNames } from './read-metadata.js';

/** A graph that is to be described. */
export interface DraftedGraph {
  /** Absolute. */
  readonly path: string;
  readonly inputs: readonly TensorSlot[];
  readonly outputs: readonly TensorSlot[];
  /** Where it keeps weights outside of its own file, relative to it. */
  readonly locations: readonly string[];
  /** Names of the files in its folder. */
  readonly beside: readonly string[];
  /** Of its author, by key. */
  readonly notes: ReadonlyMap<string, string>;
}

const TASKS = {
  'image-classification': 'what a picture shows',
  'object-detection': 'where things are in a picture',
  'keypoint-detection': 'where points of a thing are: of a face, say',
  'semantic-segmentation': 'what each pixel belongs to',
  'image-matting': 'how much each pixel belongs to the foreground',
  'depth-estimation': 'a value for each pixel: how far it is, say',
  'image-to-image': 'another picture',
  'image-embedding': 'a vector for a picture',
  'voice-activity': 'when somebody speaks in a sound',
  'audio-classification': 'what is heard in a sound',
  'text-classification': 'what a text is about',
  'text-embedding': 'a vector for a text',
  tabular: 'a class or a number for a row of a table',
  tensors: 'tensors in, tensors out; other tasks begin with it, too',
} as const satisfies Readonly<Record<OnnxConfig['task'], string>>;

/** Describes a graph as far as it says itself, and asks for the rest. */
export function draftConfig({ path, answers: given }: DraftRequest, graph: DraftedGraph): ConfigDraft {
  const { notes } = graph;
  const answers = createAnswers(given);
  const task = answers.choose<OnnxConfig['task']>({
    key: 'task',
    question: 'What does the model give?',
    choices: TASKS,
  });
  const drafted = task === undefined ? {} : draftTask(task, graph, answers, readClassNames(notes));
  answers.requireNoOthers();
  const { input, output, texts = {}, files = [] } = drafted;
  return {
    config: { ...(task !== undefined && { task }), ...withoutEmpty({ input, output }) },
    questions: answers.questions,
    facts: [
      ...graph.inputs.map((slot) => `It takes "${slot.name}": ${describeSlot(slot)}.`),
      ...graph.outputs.map((slot) => `It gives "${slot.name}": ${describeSlot(slot)}.`),
    ],
    files: [path, ...[...new Set([...graph.locations, ...files])].map((file) => join(dirname(path), file))],
    texts,
    license: [...notes].find(([key]) => /^licen[cs]e$/i.test(key))?.[1],
  };
}

function draftTask(
  task: OnnxConfig['task'],
  { inputs, outputs, beside }: DraftedGraph,
  answers: Answers,
  known: readonly string[] | undefined,
): DraftedTask {
  const slot = inputs.find(takesPictures);
  const picture = (usualFit: 'stretch' | 'letterbox' = 'stretch'): Config =>
    slot === undefined ? {} : draftImageInput(slot, answers, usualFit);
  switch (task) {
    case 'image-classification':
      return { input: picture(), ...draftClassification(outputs, answers, known) };
    case 'object-detection': {
      const input = picture('letterbox');
      const size = slot === undefined ? undefined : seenSize(slot, input);
      return { input, ...draftDetection(outputs, size, answers, known) };
    }
    case 'keypoint-detection':
      return { input: picture('letterbox'), ...draftKeypoints(outputs, answers, known) };
    case 'semantic-segmentation':
      return { input: picture(), ...draftSegmentation(answers, known) };
    case 'image-matting':
      return { input: picture(), output: { decode: 'mask' } };
    case 'depth-estimation':
      return { input: picture(), output: { decode: 'map' } };
    case 'image-to-image':
      return { input: picture(), output: { decode: 'image' } };
    case 'image-embedding':
      return { input: picture(), output: draftEmbedding('image', outputs, answers) };
    case 'audio-classification':
      return { input: draftAudioInput(answers), ...draftClassification(outputs, answers, known) };
    case 'text-classification':
      return { ...draftTextInput(inputs, beside, answers), ...draftClassification(outputs, answers, known) };
    case 'text-embedding':
      return { ...draftTextInput(inputs, beside, answers), output: draftEmbedding('text', outputs, answers) };
    case 'tabular':
      return draftTabular(inputs, outputs, answers, known);
    case 'voice-activity':
      return draftVoiceActivity(inputs, outputs, answers);
    case 'tensors':
      return {};
  }
}

function withoutEmpty(config: Config): Config {
  return Object.fromEntries(
    Object.entries(config).filter(([, value]) => value !== undefined && JSON.stringify(value) !== '{}'),
  );
}
