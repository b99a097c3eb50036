import type { ZooPlugin } from '@modelzoo/core';
import { createOnnxLoader } from './onnx-loader.js';

/** Options of {@link onnx}. */
export interface OnnxOptions {
  /** Inputs that go through a graph at once in `predictAll`, where the graph can. Default 16. */
  readonly maxBatchSize?: number | undefined;
  /** Refuse pictures of more pixels than this. Default 100 million. */
  readonly maxPixels?: number | undefined;
}

/**
 * Runs ONNX models: give it to `createZoo({ plugins: [onnx()] })`. It needs the package `onnxruntime-node`, and `sharp`
 * for pictures; both are imported when the first model is loaded that wants them.
 */
export function onnx(options: OnnxOptions = {}): ZooPlugin {
  const { maxBatchSize = 16, maxPixels } = options;
  return {
    name: '@modelzoo/runtime-onnx',
    specVersion: 'v1',
    loaders: [createOnnxLoader({ maxBatchSize, maxPixels })],
  };
}
