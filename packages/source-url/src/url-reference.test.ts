import { array, assert, constantFrom, property, string, tuple, webUrl } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReferenceHost } from '@modelzoo/core';
import { parseUrlReference, readKey, type UrlLocator } from './url-reference.js';

const posixHost: ReferenceHost = { cwd: '/work/here', homeDir: '/home/me' };
const windowsHost: ReferenceHost = { cwd: 'C:\\work\\here', homeDir: 'C:\\Users\\me' };
const HOSTS = ['github.com', 'www.github.com', 'ghe.example.com:8443'];
const SHA256 = 'ab'.repeat(32);

function parse(reference: string, host = posixHost): UrlLocator | undefined {
  return parseUrlReference(reference, host, HOSTS);
}

describe('parseUrlReference', () => {
  it.each([
    ['https://example.com/any.zip?sig=a%2Fb', 'https://example.com/any.zip?sig=a%2Fb'],
    ['HTTPS://EXAMPLE.com:443/a/../any', 'https://example.com/any'],
    ['http://example.com:8080/x.tar.gz?#part', 'http://example.com:8080/x.tar.gz'],
    [`https://example.com/x#sha256=${SHA256.toUpperCase()}`, `https://example.com/x#sha256=${SHA256}`],
    ['url:https://example.com/x', 'https://example.com/x'],
    ['https://github.com/u/r/archive/refs/heads/main.zip', 'https://github.com/u/r/archive/refs/heads/main.zip'],
    ['https://github.com/u/r/releases/download/v1/a.tgz', 'https://github.com/u/r/releases/download/v1/a.tgz'],
    ['https://github.com/u/r/releases/latest/download/a.tgz', 'https://github.com/u/r/releases/latest/download/a.tgz'],
    ['https://codeload.github.com/u/r/zip/main', 'https://codeload.github.com/u/r/zip/main'],
    ['https://ghe.example.com:8443/u/r/archive/main.zip', 'https://ghe.example.com:8443/u/r/archive/main.zip'],
    ['url:https://github.com/u/r', 'url:https://github.com/u/r'],
    ['./folder', 'file:///work/here/folder'],
    ['./folder/', 'file:///work/here/folder'],
    ['../x.zip', 'file:///work/x.zip'],
    ['.', 'file:///work/here'],
    ['/abs/a b#c?d', 'file:///abs/a%20b%23c%3Fd'],
    ['~/models', 'file:///home/me/models'],
    ['~', 'file:///home/me'],
    ['/', 'file:///'],
    ['url:./folder', 'file:///work/here/folder'],
    ['.\\folder', 'file:///work/here/folder'],
    ['file:///x%20y.zip', 'file:///x%20y.zip'],
    ['file:///folder/', 'file:///folder'],
    ['file://localhost/folder', 'file:///folder'],
    [`file:///x.zip#sha256=${SHA256}`, `file:///x.zip#sha256=${SHA256}`],
    ['C:\\models\\x', 'file:///C:/models/x'],
    ['C:/models/x/', 'file:///C:/models/x'],
  ])('reads %s as %s', (reference, key) => {
    expect(parse(reference)).toStrictEqual({ provider: 'url', key });
    expect(parse(key)?.key).toBe(key);
  });

  it.each([
    ['.\\folder', 'file:///C:/work/here/folder'],
    ['..\\x.zip', 'file:///C:/work/x.zip'],
    ['./folder', 'file:///C:/work/here/folder'],
    ['~\\models', 'file:///C:/Users/me/models'],
    ['D:\\models\\x', 'file:///D:/models/x'],
    ['/', 'file:///C:/'],
    ['D:/', 'file:///D:/'],
    ['file:///D:/models/x', 'file:///D:/models/x'],
  ])('reads %s on Windows as %s', (reference, key) => {
    expect(parse(reference, windowsHost)).toStrictEqual({ provider: 'url', key });
    expect(parse(key, windowsHost)?.key).toBe(key);
  });

  it.each([
    '',
    'u/r',
    'folder',
    'https://github.com/u/r',
    'https://www.github.com/u/r/tree/main',
    'https://github.com/u/r/releases/tag/v1',
    'https://github.com/u/r/archive/',
    'https://ghe.example.com:8443/u/r',
    'git@github.com:u/r.git',
    'npm:package',
    'ftp://example.com/x.zip',
    'https://',
    'https:/example.com/x',
    'https:///example.com/x',
    '//server/share',
    '\\\\server\\share',
    'file://server/share',
    'file:///a%2Fb',
    'file:///a%FFb',
    'file:///x.zip?y',
    '~other/x',
    '/a\u0000b',
    'https://example.com/x\n',
    '--upload-pack=x',
  ])('leaves %j to others', (reference) => {
    expect(parse(reference)).toBe(undefined);
  });

  it('leaves network shares of Windows to others, however they are written', () => {
    for (const reference of ['\\\\server\\share', '/\\server/share', '//server/share']) {
      expect(parse(reference, windowsHost)).toBe(undefined);
    }
  });

  it('keeps names and passwords out of the key, and says that they were there', () => {
    const key = 'https://example.com/x.zip';
    expect(parse('https://user:secret@example.com/x.zip')).toStrictEqual({
      provider: 'url',
      key,
      problem: 'credentials',
    });
  });

  it('takes two signatures of one object for one source, and sends the one that it was given', () => {
    const [first, second] = ['aa', 'bb'].map((signature) =>
      parse(`https://bucket.example.com/x.zip?versionId=3&X-Amz-Date=1&X-Amz-Signature=${signature}`),
    );
    expect(first).toStrictEqual({
      provider: 'url',
      key: 'https://bucket.example.com/x.zip?versionId=3',
      signedQuery: '?versionId=3&X-Amz-Date=1&X-Amz-Signature=aa',
    });
    expect(second?.key).toBe(first?.key);
    expect(second?.signedQuery).toContain('=bb');
  });

  it('does not overlook a digest that is written wrongly', () => {
    for (const hash of ['#sha256=abc', '#SHA256:x', '#md5=abc']) {
      expect(parse(`https://example.com/x.zip${hash}`)?.problem).toBe('digest');
    }
  });

  it('is total, and gives keys that are read as themselves', () => {
    const piece = constantFrom(
      '.',
      '..',
      '/',
      '\\',
      '~',
      'C:',
      'a b',
      '%2F',
      '%41',
      '#',
      '?',
      'https://',
      'file:///',
      'ü',
      '@',
    );
    const reference = array(tuple(piece, string()), { maxLength: 5 }).map((parts) => parts.flat().join(''));
    for (const host of [posixHost, windowsHost]) {
      for (const references of [reference, string(), webUrl({ withQueryParameters: true, withFragments: true })]) {
        assert(
          property(references, (text) => {
            const locator = parse(text, host);
            if (locator === undefined) return;
            expect(parse(locator.key, host)?.key).toBe(locator.key);
            expect(readKey(locator.key).url.username).toBe('');
          }),
        );
      }
    }
  });
});
