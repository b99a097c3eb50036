import { defineConfig } from 'tsup';
import { base } from '../../tsup.base.ts';

// Split, so that a command loads what it needs and `zoo --version` next to nothing.
export default defineConfig({ ...base, entry: ['src/bin.ts', 'src/index.ts'], splitting: true });
