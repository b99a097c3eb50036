import { describeModelLoader, type ModelLoaderConformance } from '@modelzoo/testkit';
import { buildOnnx, type GraphSpec } from './build-onnx.js';
import { createLoader, folderModel } from './load-onnx.js';

/** What the laws of loaders need to know of a task. */
export interface TaskSubject extends Pick<ModelLoaderConformance, 'inputs' | 'badInput' | 'answers'> {
  readonly config: { readonly task: string } & Readonly<Record<string, unknown>>;
  readonly graph: GraphSpec;
  /** Beside the graph. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Declares the tests that every model loader has to pass, for a graph of a task. */
export function describeTask({ graph, files, answers, ...subject }: TaskSubject): void {
  const { task } = subject.config;
  describeModelLoader(`onnx, with the task ${task}`, {
    ...subject,
    create: () => createLoader(),
    model: () => folderModel({ 'model.onnx': buildOnnx(graph), ...files }),
    foreign: () => folderModel({ 'model.pt': 'something else' }),
    broken: () => folderModel({ 'model.onnx': 'no model at all', ...files }),
    answers: { task, ...answers },
  });
}
