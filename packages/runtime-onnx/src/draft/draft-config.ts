import { dirname, join } from 'node:path';
import type { ConfigDraft, DraftRequest } from '@modelzoo/core';
import type { TensorSlot } from '../session/tensor-slot.js';
import { createAnswers, type Answers } from './answers.js';
import { draftImageInput, takesPictures } from './draft-image-input.js';
import { draftClassification, draftDetection, draftSegmentation } from './draft-output.js';
import { draftVoiceActivity } from './draft-voice-activity.js';
import { readClassNames } from './read-metadata.js';

/** A graph that is to be described. */
export interface DraftedGraph {
  /** Absolute. */
  readonly path: string;
  readonly inputs: readonly TensorSlot[];
  readonly outputs: readonly TensorSlot[];
  /** Where it keeps weights outside of its own file, relative to it. */
  readonly locations: readonly string[];
  /** Of its author, by key. */
  readonly notes: ReadonlyMap<string, string>;
}

const TASKS = {
  'image-classification': 'what a picture shows',
  'object-detection': 'where things are in a picture',
  'semantic-segmentation': 'what each pixel belongs to',
  'image-matting': 'how much each pixel belongs to the foreground',
  'depth-estimation': 'a value for each pixel: how far it is, say',
  'image-to-image': 'another picture',
  'image-embedding': 'a vector for a picture',
  'voice-activity': 'when somebody speaks in a sound',
  'text-classification': 'what a text is about, of graphs that take texts as they are',
  tabular: 'a class or a number for a row of a table',
  tensors: 'tensors in, tensors out; other tasks begin with it, too',
} as const;
type DraftedTask = keyof typeof TASKS;

/** Describes a graph as far as it says itself, and asks for the rest. */
export function draftConfig({ path, answers: given }: DraftRequest, graph: DraftedGraph): ConfigDraft {
  const { notes } = graph;
  const answers = createAnswers(given);
  const task = answers.choose<DraftedTask>({
    key: 'task',
    question: 'What does the model give?',
    choices: TASKS,
  });
  const drafted = task === undefined ? { texts: {} } : draftTask(task, graph, answers, readClassNames(notes));
  answers.requireNoOthers();
  const { texts, ...config } = drafted;
  return {
    config: { ...(task !== undefined && { task }), ...withoutEmpty(config) },
    questions: answers.questions,
    facts: [
      ...graph.inputs.map((slot) => `It takes ${describe(slot)}.`),
      ...graph.outputs.map((slot) => `It gives ${describe(slot)}.`),
    ],
    files: [path, ...new Set(graph.locations)].map((file) => join(file === path ? '' : dirname(path), file)),
    texts,
    license: [...notes].find(([key]) => /^licen[cs]e$/i.test(key))?.[1],
  };
}

type Drafted = Readonly<Record<string, unknown>> & { readonly texts: Readonly<Record<string, string>> };

function draftTask(
  task: DraftedTask,
  { inputs, outputs }: DraftedGraph,
  answers: Answers,
  known: readonly string[] | undefined,
): Drafted {
  const slot = inputs.find(takesPictures);
  const picture = (usualFit: 'stretch' | 'letterbox' = 'stretch') =>
    slot === undefined ? {} : { input: draftImageInput(slot, answers, usualFit) };
  const plain = (decode: string): Drafted => ({ ...picture(), output: { decode }, texts: {} });
  switch (task) {
    case 'image-classification':
      return { ...picture(), ...draftClassification(outputs, answers, known) };
    case 'object-detection':
      return { ...picture('letterbox'), ...draftDetection(answers, known) };
    case 'semantic-segmentation':
      return { ...picture(), ...draftSegmentation(answers, known) };
    case 'image-matting':
      return plain('mask');
    case 'depth-estimation':
      return plain('map');
    case 'image-to-image':
      return plain('image');
    case 'image-embedding':
      return plain('embedding');
    case 'text-classification':
      return draftClassification(outputs, answers, known);
    case 'tabular':
      return { output: { decode: outputs.some(({ type }) => type === 'int64') ? 'label' : 'value' }, texts: {} };
    case 'voice-activity':
      return { ...draftVoiceActivity(inputs, outputs, answers), texts: {} };
    case 'tensors':
      return { texts: {} };
  }
}

function withoutEmpty(config: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(config).filter(([, value]) => JSON.stringify(value) !== '{}'));
}

function describe({ name, type, shape }: TensorSlot): string {
  return `"${name}": ${type} [${shape.map((size) => (size === '' ? '?' : size)).join(', ')}]`;
}
