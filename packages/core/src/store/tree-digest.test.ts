import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { treeDigest } from './tree-digest.js';

const a = { path: 'a', sha256: 'a'.repeat(64), executable: false };
const b = { path: 'b/c', sha256: 'b'.repeat(64), executable: true };

describe('treeDigest', () => {
  it('is the sha256 of the documented text', () => {
    const text = `modelzoo-tree 1\n${a.sha256} - a\n${b.sha256} x b/c\n`;
    expect(treeDigest([b, a])).toBe(createHash('sha256').update(text).digest('hex'));
  });

  it('changes with every name, content and mark', () => {
    const digests = [
      [a, b],
      [a],
      [a, { ...b, executable: false }],
      [a, { ...b, path: 'b/d' }],
      [a, { ...b, sha256: 'c'.repeat(64) }],
    ].map(treeDigest);
    expect(new Set(digests).size).toBe(digests.length);
  });

  it('sorts by bytes, not by UTF-16', () => {
    const files = [
      { ...a, path: '\u{1f600}' },
      { ...a, path: '\uff5e' },
    ];
    const text = `modelzoo-tree 1\n${a.sha256} - \uff5e\n${a.sha256} - \u{1f600}\n`;
    expect(treeDigest(files)).toBe(createHash('sha256').update(text).digest('hex'));
  });
});
