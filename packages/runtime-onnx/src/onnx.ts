import { availableParallelism, totalmem } from 'node:os';
import { ZooError, type ZooPlugin } from '@modelzoo/core';
import { createOnnxLoader } from './onnx-loader.js';
import { createEngine, type Engine, type EngineOptions } from './workers/engine.js';

/** Options of {@link onnx}. */
export interface OnnxOptions extends EngineOptions {
  /** Refuse pictures of more pixels than this. Default 100 million. */
  readonly maxPixels?: number | undefined;
}

/**
 * Runs ONNX models: give it to `createZoo({ plugins: [onnx()] })`. It needs the package `onnxruntime-node`, and `sharp`
 * for pictures; both are imported when the first model is loaded that wants them. All models of one plugin share its
 * threads and its memory.
 * @throws ZooError `ERR_ZOO_USAGE` for numbers that make no sense
 */
export function onnx(options: OnnxOptions = {}): ZooPlugin {
  const { maxPixels, isolation: _, ...numbers } = options;
  for (const [name, value] of Object.entries(numbers)) checkNumber(name, value);
  let engine: Engine | undefined;
  const needEngine = (): Engine =>
    (engine ??= createEngine(options, { cores: availableParallelism(), memoryBytes: totalmem() }));
  return {
    name: '@modelzoo/runtime-onnx',
    specVersion: 'v1',
    loaders: [createOnnxLoader({ maxBatchSize: options.maxBatchSize ?? 16, maxPixels }, needEngine)],
  };
}

/** Where 0 means something. */
const FROM_ZERO = new Set(['batchDelayMs', 'memoryBudgetBytes']);

function checkNumber(name: string, value: number | undefined): void {
  if (value === undefined || (Number.isFinite(value) && value >= (FROM_ZERO.has(name) ? 0 : 1))) return;
  throw new ZooError('ERR_ZOO_USAGE', `The option ${name} of the ONNX runtime cannot be ${value}.`, {
    hint: 'It is a number from 1.',
    details: { option: name, value: String(value) },
  });
}
