import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../../test/temp-folder.js';
import { homeLayout } from './home-layout.js';
import { createTrustStore, type Consent } from './trust-store.js';

function consent(key: string, digit: string): Consent {
  return {
    key,
    treeDigest: digit.repeat(64),
    trustedAt: '2026-01-02T03:04:05.000Z',
    codeFiles: { 'index.js': digit.repeat(64) },
  };
}

describe('createTrustStore', () => {
  it('remembers each content of each source, across instances', async () => {
    const layout = homeLayout(await tempFolder());
    const trust = createTrustStore(layout);
    expect(await trust.list()).toStrictEqual([]);
    for (const each of [consent('a', '1'), consent('a', '2'), consent('b', '1')]) await trust.add(each);
    const again = createTrustStore(layout);
    expect(await again.list()).toStrictEqual([consent('a', '1'), consent('a', '2'), consent('b', '1')]);
    await again.add(consent('a', '1'));
    expect((await trust.list()).map(({ key, treeDigest }) => key + treeDigest[0])).toStrictEqual(['a2', 'b1', 'a1']);
    expect(await trust.remove('a')).toStrictEqual([consent('a', '2'), consent('a', '1')]);
    expect(await trust.remove('a')).toStrictEqual([]);
    expect(await trust.list()).toStrictEqual([consent('b', '1')]);
  });

  it('loses nothing when several change it at once', async () => {
    const layout = homeLayout(await tempFolder());
    await createTrustStore(layout).add(consent('gone', '0'));
    const keys = ['a', 'b', 'c', 'd'];
    await Promise.all([
      createTrustStore(layout).remove('gone'),
      ...keys.map((key) => createTrustStore(layout).add(consent(key, '1'))),
    ]);
    expect((await createTrustStore(layout).list()).map(({ key }) => key).toSorted()).toStrictEqual(keys);
  });

  it.each([
    ['what is no JSON', 'x'],
    ['what is cut off', '{"formatVersion": 1, "tru'],
    ['NULs', '\0\0\0\0'],
    ['another shape', '{"formatVersion": 1, "trusted": [{"key": "a"}]}'],
    ['a newer format', '{"formatVersion": 2, "trusted": []}'],
  ])('trusts nothing on the word of %s, and does not overwrite it', async (_name, text) => {
    const layout = homeLayout(await tempFolder());
    await writeFile(layout.trustFile, text);
    const trust = createTrustStore(layout);
    const corrupt = expect.objectContaining({ code: 'ERR_ZOO_STORE_CORRUPT' });
    await expect(trust.list()).rejects.toThrow(corrupt);
    await expect(trust.add(consent('a', '1'))).rejects.toThrow(corrupt);
    expect(await readFile(layout.trustFile, 'utf8')).toBe(text);
  });
});
