import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sha256Of } from '../../test/memory-plugin.js';
import { patternBytes } from '../../test/pattern-bytes.js';
import { tempFolder } from '../../test/temp-folder.js';
import { createWritingThread, type NewFile, type WritingThread } from './writing-thread.js';

/** A thread that takes files; what was offered to it before did not need one. */
async function runningThread(folder: string): Promise<WritingThread> {
  const thread = createWritingThread();
  onTestFinished(() => thread.end());
  while (!thread.offer(newFile(join(folder, 'first')))) await setTimeout(1);
  await thread.finish();
  return thread;
}

function newFile(path: string, bytes: Uint8Array = Buffer.from(path), digests: string[] = []): NewFile {
  return { path, mode: 0o644, bytes, onWritten: (sha256) => digests.push(sha256) };
}

describe('a writing thread', () => {
  it('takes nothing from who has little', async () => {
    const thread = createWritingThread();
    const folder = await tempFolder();
    for (let index = 0; index < 100; index += 1) {
      expect(thread.offer(newFile(join(folder, `${index}`)))).toBe(false);
      await setTimeout(1);
    }
    await thread.finish();
    await thread.end();
    expect(await readdir(folder)).toStrictEqual([]);
  });

  it('makes files with their modes, and tells their digests in order', async () => {
    const folder = await tempFolder();
    const thread = await runningThread(folder);
    const contents = [0, 1, 5000, 100_000, 200_000, 256 * 1024, 3].map((length) => patternBytes(length, length));
    const digests: string[] = [];
    for (const [index, bytes] of contents.entries()) {
      const file = newFile(join(folder, `file ${index}`), bytes, digests);
      expect(thread.offer({ ...file, mode: index === 1 ? 0o555 : 0o644 })).toBe(true);
    }
    await thread.finish();
    expect(digests).toStrictEqual(contents.map((bytes) => sha256Of(bytes)));
    for (const [index, bytes] of contents.entries()) {
      expect(bytes.equals(await readFile(join(folder, `file ${index}`)))).toBe(true);
    }
    expect((await stat(join(folder, 'file 1'))).mode & 0o777).toBe(0o555 & ~process.umask());
  });

  it('copies what it takes', async () => {
    const folder = await tempFolder();
    const thread = await runningThread(folder);
    const bytes = Buffer.from('before');
    thread.offer(newFile(join(folder, 'file'), bytes));
    bytes.write('after!');
    await thread.finish();
    expect(await readFile(join(folder, 'file'), 'utf8')).toBe('before');
  });

  it('takes no more than it can hold, and nothing large', async () => {
    const folder = await tempFolder();
    const thread = await runningThread(folder);
    expect(thread.offer(newFile(join(folder, 'large'), Buffer.alloc(256 * 1024 + 1)))).toBe(false);
    const bytes = Buffer.alloc(256 * 1024);
    // Its answers come only when this loop lets them.
    let taken = 0;
    while (taken < 100 && thread.offer(newFile(join(folder, `${taken}`), bytes))) taken += 1;
    expect(taken).toBeLessThan(20);
    await thread.finish();
    expect(await readdir(folder)).toHaveLength(taken + 1);
    expect(thread.offer(newFile(join(folder, 'next'), bytes))).toBe(true);
  });

  it('says what failed, then and later, and overwrites nothing', async () => {
    const folder = await tempFolder();
    const thread = await runningThread(folder);
    const path = join(folder, 'taken');
    await writeFile(path, 'mine');
    const failure = expect.objectContaining({ code: 'EEXIST', path });
    thread.offer(newFile(path));
    await expect(thread.finish()).rejects.toThrow(failure);
    expect(() => thread.offer(newFile(join(folder, 'other')))).toThrow(failure);
    expect(await readFile(path, 'utf8')).toBe('mine');
  });

  it('writes nothing any more when it has ended', async () => {
    const folder = await tempFolder();
    const thread = await runningThread(folder);
    await mkdir(join(folder, 'in'));
    for (let index = 0; index < 400; index += 1) thread.offer(newFile(join(folder, 'in', `${index}`)));
    await thread.end();
    const left = await readdir(join(folder, 'in'));
    await setTimeout(20);
    expect(await readdir(join(folder, 'in'))).toStrictEqual(left);
  });
});
