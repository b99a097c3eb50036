import { chmod, open, readdir, readFile, stat, truncate, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { manifestOf, sha256Of } from '../../test/memory-plugin.js';
import { patternBytes } from '../../test/pattern-bytes.js';
import { useZoo } from '../../test/use-zoo.js';
import { CHUNK_BYTES, receiptSchema } from '../store/receipt.js';
import type { Zoo } from '../zoo.js';

const bench = useZoo();
const sizeBytes = 2 * CHUNK_BYTES + 12_345;
const bytes = patternBytes(0, sizeBytes);
const wrong = Buffer.from([0x55, 0xaa]);

async function download(): Promise<{ zoo: Zoo; path: string; blob: string; receipt: string }> {
  const zoo = bench.zooWith();
  bench.memory.weights['big'] = bytes;
  const config = {
    files: { 'big.bin': { from: 'big' }, 'small.txt': { from: 'greeting', sha256: sha256Of('hello') } },
  };
  const model = { base_name: 'acme/big', manager: { type: 'memory', config } };
  bench.memory.sources['big'] = { 'manifest.json': manifestOf(model) };
  await zoo.registerSource('memory:big');
  const { files, path } = await zoo.downloadModel('acme/big');
  const sha256 = files.find((file) => file.path === 'big.bin')?.sha256 ?? '';
  bench.memory.calls.length = 0;
  const receipt = join(path, 'receipt.json');
  return {
    zoo,
    path: join(path, 'big.bin'),
    blob: join(zoo.home, 'blobs', 'sha256', sha256.slice(0, 2), sha256),
    receipt,
  };
}

async function damage(path: string, ...positions: readonly number[]): Promise<void> {
  await chmod(path, 0o600);
  const file = await open(path, 'r+');
  for (const position of positions) await file.write(wrong, 0, wrong.length, position);
  await file.close();
}

async function isWhole(zoo: Zoo, path: string): Promise<boolean> {
  const [model] = await zoo.verifyModels({ full: true });
  return model?.ok === true && bytes.equals(await readFile(path));
}

describe('the repair of large files', () => {
  it('fetches the broken pieces and no others', async () => {
    const { zoo, path, receipt } = await download();
    const { files } = receiptSchema.parse(JSON.parse(await readFile(receipt, 'utf8')));
    expect(files.map(({ chunks }) => chunks?.sha256.length)).toStrictEqual([3, undefined]);
    await damage(path, CHUNK_BYTES + 7);
    expect(await zoo.verifyModels()).toMatchObject([{ ok: false, files: [{ fault: 'wrong-bytes' }, { ok: true }] }]);
    expect(await zoo.verifyModels({ repair: true })).toMatchObject([{ ok: true, repaired: true }]);
    expect(bench.memory.calls).toStrictEqual([`fetch memory:big ${CHUNK_BYTES}-${2 * CHUNK_BYTES}`]);
    expect(await isWhole(zoo, path)).toBe(true);
    expect(await readdir(join(zoo.home, 'partial'))).toStrictEqual([]);
    const after = receiptSchema.parse(JSON.parse(await readFile(receipt, 'utf8')));
    expect(after.files).toStrictEqual(files);
  });

  it('goes on from what a cut-off file still has', async () => {
    const { zoo, path } = await download();
    await chmod(path, 0o600);
    await truncate(path, CHUNK_BYTES + 99);
    expect(await zoo.verifyModels({ repair: true })).toMatchObject([{ ok: true, repaired: true }]);
    expect(bench.memory.calls).toStrictEqual([`fetch memory:big ${CHUNK_BYTES}-${sizeBytes}`]);
    expect(await isWhole(zoo, path)).toBe(true);
  });

  it('puts two broken copies together when they are broken in different places', async () => {
    const { zoo, path, blob } = await download();
    // As where files are copied, and not linked.
    await unlink(path);
    await writeFile(path, bytes);
    await damage(path, 5, CHUNK_BYTES + 5);
    await damage(blob, sizeBytes - 5);
    expect(await zoo.verifyModels({ repair: true })).toMatchObject([{ ok: true, repaired: true }]);
    expect(bench.memory.calls).toStrictEqual([]);
    expect(await isWhole(zoo, path)).toBe(true);
    expect((await stat(path)).ino).toBe((await stat(blob)).ino);
  });

  it('fetches the whole of a file whose receipt knows no pieces, or wrong ones', async () => {
    const { zoo, path, receipt } = await download();
    const written = JSON.parse(await readFile(receipt, 'utf8')) as { files: { chunks?: { sha256: string[] } }[] };
    delete written.files[0]?.chunks;
    await writeFile(receipt, JSON.stringify(written));
    await damage(path, 5);
    expect(await zoo.verifyModels({ repair: true })).toMatchObject([{ ok: true, repaired: true }]);
    expect(bench.memory.calls).toStrictEqual(['fetch memory:big']);
    // It has learnt them by now.
    const learnt = receiptSchema.parse(JSON.parse(await readFile(receipt, 'utf8')));
    expect(learnt.files[0]?.chunks?.sha256).toHaveLength(3);

    const [first = ''] = learnt.files[0]?.chunks?.sha256 ?? [];
    await writeFile(receipt, JSON.stringify(learnt).replaceAll(first, sha256Of('another')));
    bench.memory.calls.length = 0;
    await damage(path, CHUNK_BYTES + 5);
    expect(await zoo.verifyModels({ repair: true })).toMatchObject([{ ok: true, repaired: true }]);
    expect(bench.memory.calls).toStrictEqual([`fetch memory:big 0-${2 * CHUNK_BYTES}`]);
    expect(await isWhole(zoo, path)).toBe(true);
  });

  it('fetches everything anew when the pieces turn out to fit nothing', async () => {
    const { zoo, path, receipt } = await download();
    await damage(path, 5, CHUNK_BYTES + 5);
    // A receipt that takes a broken piece for a good one.
    const written = await readFile(receipt, 'utf8');
    const chunk = receiptSchema.parse(JSON.parse(written)).files[0]?.chunks?.sha256[0] ?? '';
    const broken = sha256Of((await readFile(path)).subarray(0, CHUNK_BYTES));
    await writeFile(receipt, written.replace(chunk, broken));
    expect(await zoo.verifyModels({ repair: true })).toMatchObject([{ ok: true, repaired: true }]);
    expect(bench.memory.calls).toStrictEqual([
      `fetch memory:big ${CHUNK_BYTES}-${2 * CHUNK_BYTES}`,
      'fetch memory:big',
    ]);
    expect(bytes.equals(await readFile(path))).toBe(true);
  });

  it('leaves the good pieces for the next try when something is in the way', async () => {
    const { zoo, path } = await download();
    await damage(path, 5);
    delete bench.memory.weights['big'];
    expect(await zoo.verifyModels({ repair: true })).toMatchObject([
      { ok: false, repaired: false, error: { code: 'ERR_ZOO_FILE_NOT_FOUND' } },
    ]);
    bench.memory.weights['big'] = bytes;
    bench.memory.calls.length = 0;
    // Even if the broken file is gone altogether by then.
    await unlink(path);
    expect(await zoo.verifyModels({ repair: true })).toMatchObject([{ ok: true, repaired: true }]);
    expect(bench.memory.calls).toStrictEqual([`fetch memory:big 0-${CHUNK_BYTES}`]);
    expect(dirname(path)).toBe(await zoo.findModel('acme/big'));
  });
});
