import { defineConfig } from 'tsup';
import { base } from '../../tsup.base.ts';

export default defineConfig({
  ...base,
  // By itself, so that what short programs need is one file, and not ten that it shares with the whole of core.
  entry: { reader: 'src/reader.ts' },
  // One line of it is used, and it loads more of Node than that needs.
  noExternal: ['env-paths'],
  // The rest of the package is there already.
  clean: false,
});
