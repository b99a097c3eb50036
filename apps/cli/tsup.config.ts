import { defineConfig } from 'tsup';
import { base } from '../../tsup.base.ts';

export default defineConfig({
  ...base,
  entry: ['src/bin.ts', 'src/index.ts'],
  // Split, so that a command loads what it needs and `zoo --version` next to nothing.
  splitting: true,
  // One file is found and read sooner than the many of a package.
  noExternal: ['commander', 'fast-string-width', 'fast-wrap-ansi', 'pretty-bytes'],
  // Optional dependencies are not left out of the bundle by themselves.
  external: ['sharp'],
});
