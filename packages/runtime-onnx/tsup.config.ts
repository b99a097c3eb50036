import { defineConfig } from 'tsup';
import { base } from '../../tsup.base.ts';

export default defineConfig({
  ...base,
  // The program of the workers stands beside the bundle, which starts it.
  entry: { index: 'src/index.ts', 'onnx-worker': 'src/workers/onnx-worker.ts' },
});
