import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createTempFolder } from '../test/temp-folder.js';
import { expandVariables, readNpmrc } from './npmrc.js';

describe('expandVariables', () => {
  it.each([
    ['no variable', 'no variable'],
    ['a-${ONE}-${TWO}', 'a-1-2'],
    ['${NONE}', '${NONE}'],
    ['${NONE?}', ''],
    ['${EMPTY}', ''],
    ['${ONE?}', '1'],
    [String.raw`\${ONE}`, '${ONE}'],
    ['$ONE', '$ONE'],
    ['${}', '${}'],
    ['${${ONE}}', '${1}'],
  ])('makes of %s', (text, expected) => {
    expect(expandVariables(text, { ONE: '1', TWO: '2', EMPTY: '' })).toBe(expected);
  });
});

describe('readNpmrc', () => {
  it('reads settings as npm writes them, and leaves lists and sections', async () => {
    await using folder = await createTempFolder({
      '.npmrc': [
        '; a comment',
        'registry = https://npm.example/',
        '//npm.example/:_authToken="quoted=="',
        '@${SCOPE}:registry=https://scope.example/',
        'ca[]=one',
        'fund=false',
        '[section]',
        'registry=https://section.example/',
      ].join('\n'),
    });
    expect(readNpmrc(join(folder.path, '.npmrc'), { SCOPE: 'mine' })).toStrictEqual({
      registry: 'https://npm.example/',
      '//npm.example/:_authToken': 'quoted==',
      '@mine:registry': 'https://scope.example/',
    });
  });

  it('finds nothing in a file that is not there, or is a folder', async () => {
    await using folder = await createTempFolder();
    expect(readNpmrc(join(folder.path, 'none'), {})).toStrictEqual({});
    expect(readNpmrc(folder.path, {})).toStrictEqual({});
  });
});
