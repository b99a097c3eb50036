import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseGitHubReference } from './github-reference.js';

const SHA = 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678';
const ENTERPRISE = 'https://ghe.example.com';

/** Reference → key. */
const understood: readonly (readonly [reference: string, key: string])[] = [
  // One repository, one key.
  ['https://github.com/u/r', 'github:u/r'],
  ['https://github.com/u/r/', 'github:u/r'],
  ['https://github.com/u/r.git', 'github:u/r'],
  ['https://github.com/u/r.git/', 'github:u/r'],
  ['http://github.com/u/r', 'github:u/r'],
  ['https://www.github.com/u/r', 'github:u/r'],
  ['HTTPS://GitHub.COM/U/R.GIT', 'github:u/r'],
  ['github.com/u/r', 'github:u/r'],
  ['github.com/u/r.git', 'github:u/r'],
  ['u/r', 'github:u/r'],
  ['u/r/', 'github:u/r'],
  ['u/r.git', 'github:u/r'],
  ['Voxel51/OpenAI-CLIP', 'github:voxel51/openai-clip'],
  ['github:u/r', 'github:u/r'],
  ['GitHub:U/R', 'github:u/r'],
  ['github:https://github.com/u/r', 'github:u/r'],
  ['git@github.com:u/r.git', 'github:u/r'],
  ['git@github.com:u/r', 'github:u/r'],
  ['u/r/HEAD', 'github:u/r'],
  ['u/r#HEAD', 'github:u/r'],
  // Names.
  ['u/qwen2.5-vl', 'github:u/qwen2.5-vl'],
  ['https://github.com/u/qwen2.5-vl.git', 'github:u/qwen2.5-vl'],
  ['https://github.com/u/qwen2.5-vl/tree/v1.0', 'github:u/qwen2.5-vl/tree/v1.0'],
  ['u/.github', 'github:u/.github'],
  ['u/_r', 'github:u/_r'],
  ['octo_corp/r', 'github:octo_corp/r'],
  ['0/0', 'github:0/0'],
  // Branches, tags and commits.
  ['https://github.com/u/r/tree/main', 'github:u/r/tree/main'],
  ['https://github.com/u/r/tree/main/', 'github:u/r/tree/main'],
  ['github.com/u/r/tree/main', 'github:u/r/tree/main'],
  ['u/r/main', 'github:u/r/tree/main'],
  ['u/r/tree/main', 'github:u/r/tree/main'],
  ['u/r#main', 'github:u/r/tree/main'],
  ['u/r.git#main', 'github:u/r/tree/main'],
  ['github:u/r#main', 'github:u/r/tree/main'],
  ['github:u/r/main', 'github:u/r/tree/main'],
  ['git@github.com:u/r.git#main', 'github:u/r/tree/main'],
  ['u/r/Main', 'github:u/r/tree/Main'],
  ['u/r/v1.2.3', 'github:u/r/tree/v1.2.3'],
  ['u/r#feat/x', 'github:u/r/tree/feat/x'],
  ['u/r/feat/x', 'github:u/r/tree/feat/x'],
  ['https://github.com/u/r/tree/feat/x', 'github:u/r/tree/feat/x'],
  ['https://github.com/u/r/tree/refs/heads/main', 'github:u/r/tree/refs/heads/main'],
  [`https://github.com/u/r/commit/${SHA}`, `github:u/r/tree/${SHA}`],
  [`https://github.com/u/r/commit/${SHA.toUpperCase()}`, `github:u/r/tree/${SHA}`],
  [`u/r/${SHA.toUpperCase()}`, `github:u/r/tree/${SHA}`],
  [`u/r/commit/${SHA}`, `github:u/r/tree/${SHA}`],
  ['https://github.com/u/r/commit/a1b2c3d', 'github:u/r/tree/a1b2c3d'],
  ['u/r#a1b2c3d', 'github:u/r/tree/a1b2c3d'],
  ['https://github.com/u/r/releases/tag/v1.0', 'github:u/r/tree/v1.0'],
  ['u/r/releases/tag/v1.0', 'github:u/r/tree/v1.0'],
  ['https://github.com/u/r/releases/tag/%40scope%2Fpkg%401.0.0', 'github:u/r/tree/@scope/pkg@1.0.0'],
  ['u/r/releases/v1', 'github:u/r/tree/releases/v1'],
  ['u/r/tree', 'github:u/r/tree/tree'],
  ['u/r/tree/tree', 'github:u/r/tree/tree'],
  ['u/r/tree/blob/x', 'github:u/r/tree/blob/x'],
  ['u/r/archive/old', 'github:u/r/tree/archive/old'],
  // Sub-paths.
  ['https://github.com/u/r/tree/main/models/vision', 'github:u/r/tree/main/models/vision'],
  ['u/r/main/models/vision/', 'github:u/r/tree/main/models/vision'],
  ['u/r/HEAD/models', 'github:u/r/tree/HEAD/models'],
  ['u/r/main/.config', 'github:u/r/tree/main/.config'],
  // Encoded, as browsers copy them.
  ['https://github.com/u/r/tree/fix%231', 'github:u/r/tree/fix%231'],
  ['https://github.com/u/r/tree/100%25', 'github:u/r/tree/100%25'],
  ['https://github.com/u/r/tree/main/my%20models', 'github:u/r/tree/main/my%20models'],
  ['https://github.com/u/r/tree/feat%2Fx', 'github:u/r/tree/feat/x'],
  ['https://github.com/u/r/tree/%D0%B2%D0%B5%D1%82%D0%BA%D0%B0', 'github:u/r/tree/ветка'],
  ['u/r/función', 'github:u/r/tree/función'],
];

const notOurs: readonly string[] = [
  '',
  'u',
  'u/',
  '/u/r',
  './u/r',
  '../u/r',
  '~/u/r',
  '/abs/folder',
  'C:\\models\\r',
  'C:/models/r',
  'openai-clip',
  'npm:package',
  'npm:@scope/package',
  'file:///x.zip',
  'https://example.com/models.zip',
  'https://example.com/u/r',
  'https://gitlab.com/u/r',
  'https://ghe.example.com/u/r',
  'example.com/u/r',
  'https://raw.githubusercontent.com/u/r/main/manifest.json',
  'https://codeload.github.com/u/r/tar.gz/main',
  'https://api.github.com/repos/u/r',
  'https://gist.github.com/u/0123456789',
  'ssh://git@github.com/u/r.git',
  'ftp://github.com/u/r',
  // Archives are the url provider's.
  'https://github.com/u/r/archive/refs/heads/main.zip',
  'https://github.com/u/r/archive/main.tar.gz',
  'https://github.com/u/r/releases/download/v1/a.tar.gz',
  'https://github.com/u/r/releases/latest',
  'u/r/archive/main.zip',
  'u/r/releases/download/v1/a.zip',
  // Pages.
  'https://github.com/u',
  'https://github.com/',
  'https://github.com',
  'https://github.com/u/r/blob/main/manifest.json',
  'https://github.com/u/r/raw/main/manifest.json',
  'https://github.com/u/r/issues',
  'https://github.com/u/r/pull/1',
  'https://github.com/u/r/main',
  'https://github.com/u/r/tree',
  'https://github.com/u/r/tree/',
  'https://github.com/u/r/commit/main',
  `https://github.com/u/r/commit/${SHA}/models`,
  'https://github.com/u/r/releases',
  'https://github.com/u/r/releases/tag',
  'https://github.com/u/r?tab=readme-ov-file',
  'https://github.com/u/r#readme',
  'https://github.com/u/r/tree/main#readme',
  'u/r/blob/main/manifest.json',
  'u/r/issues',
  'u/r.git/main',
  'git@github.com:u/r.git/main',
  'git@example.com:u/r.git',
  // Hostile spellings.
  '--upload-pack=x/r',
  '-u/r',
  'u/-r',
  'u/r/--upload-pack=x',
  'u/r#--exec=x',
  'u/..',
  'u/.',
  '../..',
  'u/r/..',
  'u/r/main/../../x',
  'u/r/main/./x',
  'u/r/a..b',
  'u/r/%2e%2e/x',
  'u/r/main%2f..%2f..',
  'u/r/%252e%252e/x',
  'u/r/%',
  'u/r/%zz',
  'u/r/%ff',
  'u/r/%00',
  'u/r/main%0ax',
  'u%2fr',
  'u/r%2fmain',
  'u//r',
  'u/r//main',
  'u/r/main//x',
  'u/r#',
  'u/r#a#b',
  'u/r/x#y',
  'u/r?x=1',
  'u/r main',
  'u/r/my branch',
  ' u/r',
  'u/r ',
  'u/r\n',
  'u/r\u0000',
  'u/r/\u001b[31m',
  'u/r/\u202emain',
  'u/r/ma\u200bin',
  'u/r/\ud800',
  'u/r/main\u2215x',
  'u/r/main\uff0fx',
  'u/r/@{u}',
  'u/r/@',
  'u/r/a:b',
  'u/r/a~1',
  'u/r/a^',
  'u/r/a\\b',
  'u/r/.hidden',
  'u/r/main/x.',
  'u\\r',
  'u/r.git.git',
  'u/.git',
  'ü/r',
  'u/r\u00e9',
  'https://github.com:443/u/r',
  'https://github.com./u/r',
  'https://github.com@evil.example/u/r',
  'https://user@github.com/u/r',
  'https://ghp_0123456789abcdef@github.com/u/r',
  'https://github.com\\@evil.example/u/r',
  'https://github.com.evil.example/u/r',
  'https://evil.example/github.com/u/r',
  'https://evilgithub.com/u/r',
  'https://gíthub.com/u/r',
  'https://g\u0456thub.com/u/r',
  'https:/github.com/u/r',
  'https:github.com/u/r',
  'https:///github.com/u/r',
  'https://github.com//u/r',
  'https://github.com/u/r/%2e%2e/x',
  'javascript:alert(1)//u/r',
  'github:',
  'github:u',
  'github:github:u/r',
  `u/r/${'x'.repeat(1100)}`,
  `u/${'r'.repeat(101)}`,
];

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
