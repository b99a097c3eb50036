import { appendFile, readFile, rename, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../../test/temp-folder.js';
import { homeLayout } from './home-layout.js';
import { openVerifiedFiles, type FileIdentity } from './verified-files.js';

const sha256 = 'ab'.repeat(32);

async function setUp() {
  const layout = homeLayout(await tempFolder());
  const path = join(layout.root, 'file');
  await writeFile(path, 'weights');
  const old = new Date(Date.now() - 60_000);
  await utimes(path, old, old);
  return { layout, path, identity: (): Promise<FileIdentity> => stat(path, { bigint: true }) };
}

describe('openVerifiedFiles', () => {
  it('remembers a file for as long as it does not change, in the next process too', async () => {
    const { layout, path, identity } = await setUp();
    const verified = await openVerifiedFiles(layout);
    expect(verified.has(await identity(), sha256)).toBe(false);
    verified.add(await identity(), sha256);
    expect(verified.has(await identity(), sha256)).toBe(true);
    await verified.save();
    const next = await openVerifiedFiles(layout);
    expect(next.has(await identity(), sha256)).toBe(true);
    expect(next.has(await identity(), 'cd'.repeat(32))).toBe(false);
    // Another name changes nothing.
    await rename(path, `${path}2`);
    expect(next.has(await stat(`${path}2`, { bigint: true }), sha256)).toBe(true);
    await appendFile(`${path}2`, '!');
    expect(next.has(await stat(`${path}2`, { bigint: true }), sha256)).toBe(false);
  });

  it.each([
    ['size', (identity: FileIdentity) => ({ ...identity, size: identity.size + 1n })],
    ['time, by a nanosecond', (identity: FileIdentity) => ({ ...identity, mtimeNs: identity.mtimeNs + 1n })],
    ['inode', (identity: FileIdentity) => ({ ...identity, ino: identity.ino + 1n })],
    ['device', (identity: FileIdentity) => ({ ...identity, dev: identity.dev + 1n })],
  ])('knows nothing of a file with another %s', async (_name, change) => {
    const { layout, identity } = await setUp();
    const verified = await openVerifiedFiles(layout);
    verified.add(await identity(), sha256);
    expect(verified.has(change(await identity()), sha256)).toBe(false);
  });

  it('does not remember a file that was written a moment ago: a change might not show in its time', async () => {
    const { layout, identity } = await setUp();
    const verified = await openVerifiedFiles(layout);
    const now = BigInt(Date.now()) * 1_000_000n;
    const ofNow = { ...(await identity()), mtimeNs: now + 1n };
    verified.add(ofNow, sha256);
    expect(verified.has(ofNow, sha256)).toBe(false);
    // File systems that know no parts of seconds.
    const ofLastSecond = { ...(await identity()), mtimeNs: ((now - 1_000_000_000n) / 1_000_000_000n) * 1_000_000_000n };
    verified.add(ofLastSecond, sha256);
    expect(verified.has(ofLastSecond, sha256)).toBe(false);
  });

  it('forgets after a month', async () => {
    const { layout, identity } = await setUp();
    const verified = await openVerifiedFiles(layout);
    verified.add(await identity(), sha256);
    await verified.save();
    const text = await readFile(layout.verifiedFile, 'utf8');
    const { files } = JSON.parse(text) as { files: Record<string, { verifiedAt: number }> };
    for (const [days, known] of [
      [29, true],
      [31, false],
      [-1, false],
    ] as const) {
      for (const record of Object.values(files)) record.verifiedAt = Date.now() - days * 86_400_000;
      await writeFile(layout.verifiedFile, JSON.stringify({ formatVersion: 1, files }));
      expect((await openVerifiedFiles(layout)).has(await identity(), sha256)).toBe(known);
    }
  });

  it('keeps what another process has remembered meanwhile', async () => {
    const { layout, identity } = await setUp();
    const [first, second] = [await openVerifiedFiles(layout), await openVerifiedFiles(layout)];
    const other = { ...(await identity()), ino: 12345n };
    first.add(await identity(), sha256);
    second.add(other, sha256);
    await first.save();
    await second.save();
    const next = await openVerifiedFiles(layout);
    expect([next.has(await identity(), sha256), next.has(other, sha256)]).toStrictEqual([true, true]);
  });

  it.each(['', '{', '{"formatVersion":2,"files":{}}', '[]'])('begins anew over %j', async (text) => {
    const { layout, identity } = await setUp();
    await writeFile(layout.verifiedFile, text);
    const verified = await openVerifiedFiles(layout);
    verified.add(await identity(), sha256);
    await verified.save();
    expect((await openVerifiedFiles(layout)).has(await identity(), sha256)).toBe(true);
  });
});
