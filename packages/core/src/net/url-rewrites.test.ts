import { describe, expect, it } from 'vitest';
import { createUrlRewriter } from './url-rewrites.js';

const rewrite = createUrlRewriter({
  'https://github.com/': 'https://mirror.example/github/',
  'https://github.com/big/models/': 'http://near.example:8080/',
  'https://API.github.com:443/': { url: 'https://mirror.example/api/', sendCredentials: true },
});

describe('createUrlRewriter', () => {
  it.each([
    ['https://github.com/u/r?x=1', 'https://mirror.example/github/u/r?x=1', false],
    ['https://github.com/', 'https://mirror.example/github/', false],
    ['https://GitHub.com/u', 'https://mirror.example/github/u', false],
    ['https://github.com/big/models/x', 'http://near.example:8080/x', false],
    ['https://github.com/big/modelsx', 'https://mirror.example/github/big/modelsx', false],
    ['https://github.com//evil.example/x', 'https://mirror.example/github//evil.example/x', false],
    ['https://github.com/@evil.example/x', 'https://mirror.example/github/@evil.example/x', false],
    ['https://api.github.com/repos', 'https://mirror.example/api/repos', true],
  ])('sends %s to %s', (from, to, sendCredentials) => {
    const found = rewrite(new URL(from));
    expect([found?.url.href, found?.sendCredentials]).toStrictEqual([to, sendCredentials]);
  });

  it.each([
    'https://github.com.evil.example/',
    'http://github.com/',
    'https://github.com:8443/',
    'https://user@github.com/x',
    'https://gist.github.com/',
  ])('leaves %s alone', (url) => {
    expect(rewrite(new URL(url))).toBe(undefined);
  });

  it.each([
    'https://host.example',
    'host.example/',
    'https://user:secret@host.example/',
    'https://host.example/?x=/',
    'https://host.example/#/',
    'https://host.example/file',
    'ftp://host.example/',
    '',
  ])('refuses "%s" on either side, without telling a secret', (text) => {
    const invalid = expect.objectContaining({ code: 'ERR_ZOO_CONFIG_INVALID' }) as Error;
    expect(() => createUrlRewriter({ [text]: 'https://a.example/' })).toThrow(invalid);
    expect(() => createUrlRewriter({ 'https://a.example/': text })).toThrow(invalid);
    let error: unknown;
    try {
      createUrlRewriter({ [text]: text });
    } catch (caught) {
      error = caught;
    }
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain('secret');
  });
});
