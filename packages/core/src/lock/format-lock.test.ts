import { describe, expect, it } from 'vitest';
import { formatLock } from './format-lock.js';
import type { LockFile } from './lock-schema.js';
import { parseLock } from './parse-lock.js';

const DIGEST = 'ab'.repeat(32);

const lock: LockFile = {
  formatVersion: 1,
  sources: {
    'npm:models': {
      provider: 'npm',
      revision: '1.0.0',
      treeDigest: DIGEST,
      reach: 'public',
      memo: { tarball: 'https://r.example/x.tgz', registry: 'https://r.example/' },
      models: {
        'a/two': {
          files: {
            'z.bin': { sha256: DIGEST, sizeBytes: 2, archive: 'https://r.example/w.tgz', member: 'z.bin' },
            'a.bin': { sha256: DIGEST, sizeBytes: 1, urls: ['https://h.example/a', 'weights/a'] },
          },
          archives: { 'https://r.example/w.tgz': { integrity: 'sha512-x', sizeBytes: 9 } },
          baseFilename: 'two',
        },
      },
    },
    './models': { provider: 'url', revision: 'r', treeDigest: DIGEST, reach: 'local', alias: 'mine', models: {} },
  },
};

const text = `{
  "formatVersion": 1,
  "sources": {
    "./models": {
      "provider": "url",
      "alias": "mine",
      "revision": "r",
      "treeDigest": "${DIGEST}",
      "reach": "local",
      "models": {}
    },
    "npm:models": {
      "provider": "npm",
      "revision": "1.0.0",
      "memo": { "registry": "https://r.example/", "tarball": "https://r.example/x.tgz" },
      "treeDigest": "${DIGEST}",
      "reach": "public",
      "models": {
        "a/two": {
          "baseFilename": "two",
          "archives": {
            "https://r.example/w.tgz": { "sizeBytes": 9, "integrity": "sha512-x" }
          },
          "files": {
            "a.bin": { "sha256": "${DIGEST}", "sizeBytes": 1, "urls": ["https://h.example/a", "weights/a"] },
            "z.bin": { "sha256": "${DIGEST}", "sizeBytes": 2, "archive": "https://r.example/w.tgz", "member": "z.bin" }
          }
        }
      }
    }
  }
}
`;

describe('a lock file', () => {
  it('is sorted, with a line for each file, whatever order it was made in', () => {
    expect(formatLock(lock)).toBe(text);
    expect(
      formatLock({ formatVersion: 1, sources: Object.fromEntries(Object.entries(lock.sources).toReversed()) }),
    ).toBe(text);
  });

  it('is read as it was written', () => {
    expect(parseLock(text, 'zoo.lock')).toStrictEqual(lock);
  });

  it('shows characters that deceive the eye', () => {
    const sources = { 'memory:\u202eone': { ...lock.sources['./models'], models: {} } } as LockFile['sources'];
    const written = formatLock({ formatVersion: 1, sources });
    expect(written).toContain('memory:\\u202eone');
    expect(Object.keys(parseLock(written, 'zoo.lock').sources)).toStrictEqual(['memory:\u202eone']);
  });

  it.each([
    ['marks of a merge', text.replace('  "sources"', '<<<<<<< HEAD\n  "sources"'), /merge that was not resolved/],
    ['a file twice', text.replace('"z.bin": {', '"a.bin": {'), /has "a.bin" twice \(line 26/],
    [
      'a key that nobody knows',
      text.replace('"alias"', '"allias"'),
      /models › Unrecognized|Unrecognized key: "allias"/,
    ],
    ['a digest that is cut', text.replace(`"sha256": "${DIGEST}"`, '"sha256": "ab"'), /64 lower-case hex digits/],
    [
      'an archive that is not there',
      text.replace('"https://r.example/w.tgz": {', '"https://r.example/v.tgz": {'),
      /no such archive/,
    ],
    ['a model without files', text.replace('"models": {}', '"models": { "m": { "files": {} } }'), /at least one file/],
    ['a newer version', text.replace('"formatVersion": 1', '"formatVersion": 2'), /newer modelzoo/],
    ['something else', '[]', /not as a lock file/],
  ])('with %s is refused', (_, wrong, message) => {
    const refused = { code: 'ERR_ZOO_LOCK_INVALID', message: expect.stringMatching(message) as unknown };
    expect(() => parseLock(wrong, 'zoo.lock')).toThrow(expect.objectContaining(refused));
  });
});
