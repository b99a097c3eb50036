import { describe, expect, it } from 'vitest';
import { checkPlugin } from './check-plugin.js';

const SOURCE = { specVersion: 'v1', id: 'ftp', parse() {}, doResolve() {}, doOpen() {} };

describe('checkPlugin', () => {
  it('finds nothing wrong with a plugin', () => {
    expect(() => checkPlugin({ name: 'x', specVersion: 'v1', sources: [SOURCE] })).not.toThrow();
  });

  it.each([
    ['a number', 3, 'no object'],
    ['null', null, 'no object'],
    ['a list', [], 'no object'],
    ['no name', { specVersion: 'v1', sources: [] }, '"name"'],
    ['a later contract', { name: 'x', specVersion: 'v2', sources: [] }, '"v2"; this core speaks "v1"'],
    ['nothing in it', { name: 'x', specVersion: 'v1' }, 'none of'],
    ['parts that are no list', { name: 'x', specVersion: 'v1', loaders: {} }, '"loaders" is not a list'],
    ['a part without its functions', { name: 'x', specVersion: 'v1', managers: [SOURCE] }, 'lacks doPlan, doFetch'],
    ['a part of nothing', { name: 'x', specVersion: 'v1', sources: [null] }, 'sources[0]'],
    ['a part without id', { name: 'x', specVersion: 'v1', sources: [{ ...SOURCE, id: '' }] }, 'has no "id"'],
    [
      'a part of another contract',
      { name: 'x', specVersion: 'v1', sources: [{ ...SOURCE, specVersion: 2 }] },
      'sources[0]',
    ],
  ])('tells of %s what is wrong', (_title, value, problem) => {
    const check = (): void => checkPlugin(value, 'mine');
    expect(check).toThrow(expect.objectContaining({ code: 'ERR_ZOO_PLUGIN_INVALID' }));
    expect(check).toThrow(problem);
  });
});
