import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldName } from '../archive/safe-path.js';
import { folderName } from './folder-name.js';

describe('folderName', () => {
  it('leaves plain texts as they are', () => {
    for (const text of ['yolov8n', 'ppocr-v4_det', '1.2.0+build.3']) expect(folderName(text)).toBe(text);
  });

  it('keeps others readable', () => {
    expect(folderName('https://github.com/owner/Repo')).toMatch(/^https-github\.com-owner-Repo~[0-9a-f]{16}$/);
    expect(folderName('con.txt')).toMatch(/^_con\.txt~[0-9a-f]{16}$/);
  });

  it('shows no credentials, which paths would carry everywhere', () => {
    const name = folderName('https://host/x.zip?token=canary-7f3a');
    expect(name).toMatch(/^https-host-x\.zip-token~[0-9a-f]{16}$/);
    expect(name).not.toBe(folderName('https://host/x.zip?token=canary-8b4c'));
  });

  it('is a safe name on every file system, and a different one for every text', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.stringMatching(/^[aA./~@-]{0,6}$/),
      fc.constantFrom('', '.', '..', 'nul', 'NUL', 'com1.x', 'a.', '-', '~'),
    );
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        expect(folderName(a)).toMatch(/^(?!\.)[A-Za-z0-9._+~-]{1,80}(?<!\.)$/);
        expect(folderName(a)).not.toMatch(/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i);
        expect(foldName(folderName(a)) === foldName(folderName(b))).toBe(a === b);
      }),
      { numRuns: 1000 },
    );
  });
});
