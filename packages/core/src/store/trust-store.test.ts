import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../../test/temp-folder.js';
import { homeLayout, type HomeLayout } from './home-layout.js';
import { createTrustStore, type Consent } from './trust-store.js';

function consent(key: string, digit: string, second = 0): Consent {
  return {
    key,
    treeDigest: digit.repeat(64),
    trustedAt: `2026-01-02T03:04:0${String(second)}.000Z`,
    codeFiles: { 'index.js': digit.repeat(64) },
  };
}

async function writeOldList({ trustFile }: HomeLayout, trusted: readonly Consent[]): Promise<void> {
  await writeFile(trustFile, JSON.stringify({ formatVersion: 1, trusted }));
}

describe('createTrustStore', () => {
  it('remembers each content of each source, across instances', async () => {
    const layout = homeLayout(await tempFolder());
    const trust = createTrustStore(layout);
    expect(await trust.list()).toStrictEqual([]);
    for (const each of [consent('a', '1', 1), consent('a', '2', 2), consent('b', '1', 3)]) await trust.add(each);
    const again = createTrustStore(layout);
    expect(await again.list()).toStrictEqual([consent('a', '1', 1), consent('a', '2', 2), consent('b', '1', 3)]);
    await again.add(consent('a', '1', 4));
    expect(await trust.list()).toStrictEqual([consent('a', '2', 2), consent('b', '1', 3), consent('a', '1', 4)]);
    expect(await trust.remove('a')).toStrictEqual([consent('a', '2', 2), consent('a', '1', 4)]);
    expect(await trust.remove('a')).toStrictEqual([]);
    expect(await trust.list()).toStrictEqual([consent('b', '1', 3)]);
  });

  it('loses nothing when several change it at once', async () => {
    const layout = homeLayout(await tempFolder());
    await writeOldList(layout, [consent('old', '0'), consent('older', '0')]);
    await createTrustStore(layout).add(consent('gone', '0'));
    const keys = ['a', 'b', 'c', 'd'];
    await Promise.all([
      ...['gone', 'old', 'older'].map((key) => createTrustStore(layout).remove(key)),
      ...keys.map((key) => createTrustStore(layout).add(consent(key, '1'))),
    ]);
    expect((await createTrustStore(layout).list()).map(({ key }) => key).toSorted()).toStrictEqual(keys);
  });

  it('reads the list that earlier versions kept, takes back what stands in it, and never writes it', async () => {
    const layout = homeLayout(await tempFolder());
    await writeOldList(layout, [consent('a', '1', 1), consent('b', '1', 2)]);
    const text = await readFile(layout.trustFile, 'utf8');
    const trust = createTrustStore(layout);
    await trust.add(consent('c', '1', 3));
    expect((await trust.list()).map(({ key }) => key)).toStrictEqual(['a', 'b', 'c']);
    expect(await trust.remove('a')).toStrictEqual([consent('a', '1', 1)]);
    expect(await createTrustStore(layout).list()).toStrictEqual([consent('b', '1', 2), consent('c', '1', 3)]);
    await trust.add(consent('a', '2', 4));
    expect((await trust.list()).at(-1)).toStrictEqual(consent('a', '2', 4));
    expect(await trust.remove('a')).toStrictEqual([consent('a', '2', 4)]);
    expect(await readFile(layout.trustFile, 'utf8')).toBe(text);
  });

  it.each([
    ['what is no JSON', 'x'],
    ['what is cut off', '{"formatVersion": 1, "tru'],
    ['NULs', '\0\0\0\0'],
    ['another shape', '{"formatVersion": 1, "trusted": [{"key": "a"}]}'],
    ['a newer format', '{"formatVersion": 2, "trusted": []}'],
  ])('trusts nothing on the word of %s, and does not overwrite it', async (_name, text) => {
    const corrupt = expect.objectContaining({ code: 'ERR_ZOO_STORE_CORRUPT' });
    const old = homeLayout(await tempFolder());
    await writeFile(old.trustFile, text);
    await expect(createTrustStore(old).list()).rejects.toThrow(corrupt);
    expect(await readFile(old.trustFile, 'utf8')).toBe(text);

    const layout = homeLayout(await tempFolder());
    const trust = createTrustStore(layout);
    await trust.add(consent('a', '1'));
    const [name = ''] = await readdir(layout.trustDir);
    await writeFile(join(layout.trustDir, name), text);
    await expect(trust.list()).rejects.toThrow(corrupt);
    await expect(trust.remove('a')).rejects.toThrow(corrupt);
    expect(await readFile(join(layout.trustDir, name), 'utf8')).toBe(text);
  });
});
