import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createOnnxSession, type OnnxSession } from '../src/session/onnx-session.js';
import { createEngine, type EngineOptions } from '../src/workers/engine.js';
import { buildOnnx, type GraphSpec } from './build-onnx.js';
import { folderModel } from './load-onnx.js';

/** An engine of two threads, whatever the machine has. */
export function testEngine(options: EngineOptions = {}) {
  return createEngine(options, { cores: 2, memoryBytes: 2 ** 30 });
}

/** Loads a graph into an engine. The session goes with the test. */
export async function openSession(
  graph: GraphSpec,
  engine = testEngine(),
  config: Parameters<typeof createOnnxSession>[1] = {},
  signal = new AbortController().signal,
): Promise<OnnxSession> {
  const { path } = await folderModel({ 'model.onnx': buildOnnx(graph) });
  const session = await createOnnxSession(join(path, 'model.onnx'), config, engine, signal);
  onTestFinished(() => session[Symbol.asyncDispose]());
  return session;
}

/** A square matrix multiplied with itself many times: how long that takes depends on its size. */
export const powerGraph: GraphSpec = {
  inputs: [{ name: 'x', type: 'float32', shape: ['n', 'n'] }],
  outputs: [{ name: 'y', type: 'float32', shape: ['n', 'n'] }],
  nodes: Array.from({ length: 200 }, (_, index) => ({
    operator: 'MatMul',
    inputs: [index === 0 ? 'x' : `x${index}`, 'x'],
    outputs: [index === 199 ? 'y' : `x${index + 1}`],
  })),
};
