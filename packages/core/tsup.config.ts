import { defineConfig } from 'tsup';
import { base } from '../../tsup.base.ts';

export default defineConfig({
  ...base,
  entry: {
    index: 'src/index.ts',
    // Workers are files of their own, beside the bundle.
    'hash-worker': 'src/store/hash-worker.ts',
    'follow-worker': 'src/store/follow-worker.ts',
    'write-worker': 'src/archive/write-worker.ts',
  },
});
