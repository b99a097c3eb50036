import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { notOurs, SHA, understood } from '../test/golden-references.js';
import { parseGitHubReference } from './github-reference.js';

const ENTERPRISE = 'https://ghe.example.com';

describe('parseGitHubReference', () => {
  it.each(understood)('reads %j', (reference, key) => {
    const locator = parseGitHubReference(reference);
    expect(locator).toMatchObject({ provider: 'github', key });
    expect(parseGitHubReference(key)).toStrictEqual(locator);
  });

  it.each(notOurs.map((reference) => [reference]))('leaves %j alone', (reference) => {
    expect(parseGitHubReference(reference)).toBeUndefined();
  });

  it('tells owner, repository and what follows apart', () => {
    expect(parseGitHubReference('Voxel51/Qwen2.5-VL/tree/feat/x/My%20Models')).toStrictEqual({
      provider: 'github',
      key: 'github:voxel51/qwen2.5-vl/tree/feat/x/My%20Models',
      owner: 'voxel51',
      repo: 'qwen2.5-vl',
      tail: 'feat/x/My Models',
    });
    expect(parseGitHubReference('u/r')).toStrictEqual({ provider: 'github', key: 'github:u/r', owner: 'u', repo: 'r' });
  });

  it.each([
    [ENTERPRISE, 'https://ghe.example.com/U/r', 'https://ghe.example.com/u/r'],
    [`${ENTERPRISE}/`, 'https://GHE.example.com/u/r.git', 'https://ghe.example.com/u/r'],
    [ENTERPRISE, 'ghe.example.com/u/r', 'https://ghe.example.com/u/r'],
    [ENTERPRISE, 'git@ghe.example.com:u/r.git', 'https://ghe.example.com/u/r'],
    [ENTERPRISE, 'https://ghe.example.com/u/r/tree/feat/x', 'https://ghe.example.com/u/r/tree/feat/x'],
    [ENTERPRISE, 'https://ghe.example.com/u/r/tree/fix%231', 'https://ghe.example.com/u/r/tree/fix%231'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080/u/r', 'http://127.0.0.1:8080/u/r'],
    // What is not on that server stays what it was.
    [ENTERPRISE, 'u/r', 'github:u/r'],
    [ENTERPRISE, 'https://github.com/u/r', 'github:u/r'],
    ['https://github.com', 'https://github.com/u/r', 'github:u/r'],
  ])('with the server %s reads %s', (serverUrl, reference, key) => {
    const locator = parseGitHubReference(reference, { serverUrl });
    expect(locator?.key).toBe(key);
    expect(parseGitHubReference(key, { serverUrl })).toStrictEqual(locator);
  });

  it('reads the URLs of every server that is configured, each with a key of its own', () => {
    const options = { serverUrl: ENTERPRISE, hosts: [{ serverUrl: 'https://b.example' }, { serverUrl: 'no address' }] };
    const references = ['u/r', 'https://github.com/u/r', `${ENTERPRISE}/u/r`, 'git@b.example:u/r.git', 'b.example/u/r'];
    expect(references.map((reference) => parseGitHubReference(reference, options)?.key)).toStrictEqual([
      'github:u/r',
      'github:u/r',
      'https://ghe.example.com/u/r',
      'https://b.example/u/r',
      'https://b.example/u/r',
    ]);
    expect(parseGitHubReference('https://c.example/u/r', options)).toBeUndefined();
  });

  it.each([
    [ENTERPRISE, 'https://ghe.example.com:8443/u/r'],
    [ENTERPRISE, 'https://user@ghe.example.com/u/r'],
    [ENTERPRISE, 'https://ghe.example.com/u/r/archive/main.zip'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8081/u/r'],
    ['no address', 'https://ghe.example.com/u/r'],
    ['https://user:password@ghe.example.com', 'https://ghe.example.com/u/r'],
  ])('with the server %s leaves %s alone', (serverUrl, reference) => {
    expect(parseGitHubReference(reference, { serverUrl })).toBeUndefined();
  });

  const pieces = fc.constantFrom(
    'https://',
    'github.com',
    'github:',
    'git@github.com:',
    'ghe.example.com',
    '/',
    '//',
    '#',
    '?',
    '%',
    '%2f',
    '%2e',
    '..',
    'tree',
    'commit',
    'releases',
    'tag',
    'HEAD',
    'refs',
    'u',
    'R',
    '.git',
    SHA,
    '-',
    '@',
    ' ',
    '\u202e',
  );
  const references = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.oneof(pieces, fc.string({ unit: 'grapheme', maxLength: 4 })), { maxLength: 12 }).map((x) => x.join('')),
    fc.string({ unit: 'grapheme' }).map((tail) => `u/r/tree/${tail}`),
    fc.string({ unit: 'grapheme' }).map((tail) => `https://ghe.example.com/u/r/tree/${encodeURIComponent(tail)}`),
  );

  it('never throws, and reads each of its keys as itself', () => {
    let keys = 0;
    fc.assert(
      fc.property(references, (reference) => {
        const locator = parseGitHubReference(reference, { serverUrl: ENTERPRISE });
        if (locator === undefined) return;
        keys += 1;
        expect(parseGitHubReference(locator.key, { serverUrl: ENTERPRISE })).toStrictEqual(locator);
        expect(JSON.parse(JSON.stringify(locator))).toStrictEqual(locator);
      }),
      { numRuns: 2000 },
    );
    expect(keys).toBeGreaterThan(50);
  });

  it('gives the spellings of one ref one key', () => {
    const segment = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_-]{0,8}$/);
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1, maxLength: 4 }), (segments) => {
        const tail = segments.join('/');
        const keys = [
          `u/r#${tail}`,
          `u/r/tree/${tail}`,
          `https://github.com/U/R/tree/${tail}`,
          `github.com/u/r/tree/${tail}/`,
        ];
        expect(new Set(keys.map((reference) => parseGitHubReference(reference)?.key)).size).toBe(1);
      }),
    );
  });
});
