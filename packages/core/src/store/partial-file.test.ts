import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../../test/temp-folder.js';
import { homeLayout, type HomeLayout } from './home-layout.js';
import { createPartialStore, type PartialStore } from './partial-store.js';

const identity = { urls: ['https://host.test/model.onnx'] };
const content = Buffer.from('0123456789abcdef');
const sha256 = createHash('sha256').update(content).digest('hex');
const v1 = { validator: '"v1"', sizeBytes: content.length };

async function setUp(): Promise<{ layout: HomeLayout; partials: PartialStore }> {
  const layout = homeLayout(await tempFolder());
  return { layout, partials: createPartialStore(layout) };
}

describe('openPartialFile', () => {
  it('hands over what was written in order, with its digest, and leaves nothing', async () => {
    const { layout, partials } = await setUp();
    const partial = await partials.open(identity);
    expect([partial.resume, partial.present]).toStrictEqual([undefined, []]);
    await partial.begin(v1);
    await partial.write(0, content.subarray(0, 5));
    await partial.write(5, content.subarray(5));
    const done = await partial.complete();
    expect(done).toMatchObject({ sizeBytes: content.length, sha256 });
    expect(await readFile(await done.path())).toStrictEqual(content);
    await partial.discard();
    await partial.close();
    expect(await readdir(layout.partialDir)).toStrictEqual([]);
  });

  it('puts together what comes in any order, at once, and twice', async () => {
    const { partials } = await setUp();
    const partial = await partials.open(identity);
    await Promise.all([partial.begin(v1), partial.begin(v1)]);
    const pieces = [8, 0, 12, 4, 0, 4].map((start) => partial.write(start, content.subarray(start, start + 4)));
    await Promise.all(pieces);
    expect(partial.present).toStrictEqual([{ start: 0, end: 16 }]);
    expect((await partial.complete()).sha256).toBe(sha256);
    await partial.discard();
  });

  it('takes the later bytes where a piece comes again', async () => {
    const { partials } = await setUp();
    const partial = await partials.open(identity);
    await partial.begin(v1);
    await partial.write(0, Buffer.from('XXXX'));
    await partial.write(0, content);
    expect((await partial.complete()).sha256).toBe(sha256);
    await partial.discard();
  });

  it('can be empty, and of a size that nobody said', async () => {
    const { partials } = await setUp();
    const empty = await partials.open(identity);
    await empty.begin({ validator: undefined, sizeBytes: 0 });
    expect((await empty.complete()).sizeBytes).toBe(0);
    await empty.discard();
    const unknown = await partials.open(identity);
    await unknown.begin({ validator: undefined, sizeBytes: undefined });
    await unknown.write(0, content);
    expect(await unknown.complete()).toMatchObject({ sizeBytes: content.length, sha256 });
    await unknown.discard();
  });

  it('is not complete with a hole, without its end, or before it began, and keeps what it has', async () => {
    const { partials } = await setUp();
    const tooShort = expect.objectContaining({ code: 'ERR_ZOO_SIZE_MISMATCH' });
    const partial = await partials.open(identity);
    await expect(partial.complete()).rejects.toThrow(tooShort);
    await partial.begin(v1);
    await partial.write(8, content.subarray(8));
    await expect(partial.complete()).rejects.toThrow(tooShort);
    await partial.close();
    const again = await partials.open(identity);
    expect([again.resume, again.present]).toStrictEqual([v1, [{ start: 8, end: 16 }]]);
    await again.discard();
  });

  it('refuses bytes beyond the promised size', async () => {
    const { partials } = await setUp();
    const partial = await partials.open(identity);
    await partial.begin(v1);
    await expect(partial.write(10, content)).rejects.toThrow(
      expect.objectContaining({ code: 'ERR_ZOO_SIZE_MISMATCH' }),
    );
    await partial.discard();
  });

  it('stops hashing for a signal, and can be completed later', async () => {
    const { partials } = await setUp();
    const partial = await partials.open(identity);
    await partial.begin(v1);
    await partial.write(8, content.subarray(8));
    await partial.write(0, content.subarray(0, 8));
    const reason = new Error('enough');
    await expect(partial.complete({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect((await partial.complete()).sha256).toBe(sha256);
    await partial.discard();
  });
});
