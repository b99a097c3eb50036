import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../../test/support/temp-folder.js';
import { loadPlugin } from './load-plugin.js';

const PLUGIN = `{ name: 'mine', specVersion: 'v1', sources: [
  { specVersion: 'v1', id: 'mine', forms: [], parse() {}, doResolve() {}, doOpen() {} } ] }`;

async function projectWith(files: Readonly<Record<string, string>>): Promise<string> {
  const cwd = await tempFolder();
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(cwd, path, '..'), { recursive: true });
    await writeFile(join(cwd, path), text);
  }
  return cwd;
}

describe('loadPlugin', () => {
  it('takes a module by its path, whose default export is a plugin or makes one', async () => {
    const cwd = await projectWith({
      'object.mjs': `export default ${PLUGIN};`,
      'factory.mjs': `export default async () => (${PLUGIN});`,
      'typed.mts': `const plugin: object = ${PLUGIN}; export default plugin;`,
    });
    for (const path of ['./object.mjs', join(cwd, 'factory.mjs'), './typed.mts']) {
      expect(await loadPlugin(path, cwd)).toMatchObject({ name: 'mine' });
    }
  });

  it('takes a package of the project in the current folder, also one for import only', async () => {
    const cwd = await projectWith({
      'node_modules/@me/plugin/package.json': JSON.stringify({
        name: '@me/plugin',
        type: 'module',
        exports: { import: './entry.js' },
      }),
      'node_modules/@me/plugin/entry.js': `export default () => (${PLUGIN});`,
    });
    expect(await loadPlugin('@me/plugin', cwd)).toMatchObject({ name: 'mine' });
    expect(await loadPlugin('./node_modules/@me/plugin', cwd)).toMatchObject({ name: 'mine' });
  });

  it('takes the folder of a package without exports', async () => {
    const cwd = await projectWith({
      'plugin/package.json': JSON.stringify({ type: 'module', main: 'entry.js' }),
      'plugin/entry.js': `export default ${PLUGIN};`,
    });
    expect(await loadPlugin('./plugin', cwd)).toMatchObject({ name: 'mine' });
  });

  it.each([
    ['not there', '@me/missing', 'cannot be found'],
    ['a path to nothing', './missing.mjs', 'cannot be found'],
    ['failing at import', './throws.mjs', 'cannot be imported'],
    ['failing when made', './factory.mjs', 'could not be made'],
    ['without a default export', './named.mjs', 'no default export'],
    ['of another contract', './future.mjs', '"v9"'],
  ])('refuses a plugin that is %s', async (_title, name, message) => {
    const cwd = await projectWith({
      'throws.mjs': `throw new Error('boom');`,
      'factory.mjs': `export default () => { throw new Error('boom'); };`,
      'named.mjs': `export const plugin = ${PLUGIN};`,
      'future.mjs': `export default { name: 'x', specVersion: 'v9', sources: [] };`,
    });
    await expect(loadPlugin(name, cwd)).rejects.toMatchObject({
      code: 'ERR_ZOO_PLUGIN_INVALID',
      message: expect.stringContaining(message) as unknown,
    });
  });
});
