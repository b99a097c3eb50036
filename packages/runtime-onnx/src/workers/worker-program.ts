/** The program of a worker: beside the bundle when built, and beside this file in the sources. */
export function workerProgram(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './onnx-worker.ts' : './onnx-worker.js', import.meta.url);
}
