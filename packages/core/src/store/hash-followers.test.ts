import { createHash } from 'node:crypto';
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../../test/temp-folder.js';
import { createHashFollowers } from './hash-followers.js';
import { CHUNK_BYTES } from './receipt.js';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('createHashFollowers', () => {
  it('hashes files that grow, each as a whole and in pieces', async () => {
    const folder = await tempFolder();
    const followers = createHashFollowers();
    const files = [5_000_000, CHUNK_BYTES + 7, 2 * CHUNK_BYTES, 3 * CHUNK_BYTES - 1];
    await Promise.all(
      files.map(async (size, index) => {
        const bytes = Buffer.alloc(size, `file ${String(index)} `);
        const path = join(folder, String(index));
        await writeFile(path, '');
        const follower = followers.follow(path);
        for (let at = 0; at < size; at += 3_000_000) {
          await appendFile(path, bytes.subarray(at, at + 3_000_000));
          follower.advance(Math.min(size, at + 3_000_000));
        }
        const pieces: string[] = [];
        for (let at = 0; at < size; at += CHUNK_BYTES) pieces.push(sha256(bytes.subarray(at, at + CHUNK_BYTES)));
        expect(await follower.finish(size, undefined)).toEqual({
          sha256: sha256(bytes),
          chunks: pieces.length > 1 ? { sizeBytes: CHUNK_BYTES, sha256: pieces } : undefined,
        });
      }),
    );
  });

  it('gives no digests of a file that is not there, or that is shorter than it was said to be', async () => {
    const folder = await tempFolder();
    const followers = createHashFollowers();
    expect(await followers.follow(join(folder, 'none')).finish(10, undefined)).toBeUndefined();
    const short = join(folder, 'short');
    await writeFile(short, 'abc');
    expect(await followers.follow(short).finish(10, undefined)).toBeUndefined();
  });

  it('stops waiting when its signal says so, and lets go when it is told to', async () => {
    const path = join(await tempFolder(), 'file');
    await writeFile(path, 'abc');
    const followers = createHashFollowers();
    const reason = new Error('enough');
    const follower = followers.follow(path);
    await expect(follower.finish(3, AbortSignal.abort(reason))).rejects.toBe(reason);
    follower.stop();
    follower.stop();
    expect(await followers.follow(path).finish(3, undefined)).toMatchObject({ sha256: sha256(Buffer.from('abc')) });
  });
});
