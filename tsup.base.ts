import type { Options } from 'tsup';
import { plainBuiltins } from './tsup.plain-builtins.ts';

/**
 * Every package is built alike: ESM for Node, the code bundled by tsup, the declarations emitted by tsc. `treeshake`
 * stays off: its second bundler writes import attributes in a syntax that Node no longer reads.
 */
export const base: Options = {
  entry: ['src/index.ts'],
  format: 'esm',
  target: 'node22.18',
  platform: 'node',
  sourcemap: true,
  clean: true,
  dts: false,
  removeNodeProtocol: false,
  esbuildPlugins: [plainBuiltins],
};
