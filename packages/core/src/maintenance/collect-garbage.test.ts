import { existsSync } from 'node:fs';
import { cp, link, mkdir, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bytesOf, manifestOf, sha256Of } from '../../test/memory-plugin.js';
import { greeting, useZoo } from '../../test/use-zoo.js';
import { createBlobStore } from '../store/blob-store.js';
import { homeLayout } from '../store/home-layout.js';
import { createPartialStore, type PartialIdentity } from '../store/partial-store.js';
import type { Zoo } from '../zoo.js';

const bench = useZoo();
const DAY_MS = 86_400_000;
const pathOf = (content: string): string => `blobs/sha256/${sha256Of(content).slice(0, 2)}/${sha256Of(content)}`;

async function download(): Promise<{ zoo: Zoo; path: string }> {
  const zoo = bench.zooWith();
  await zoo.registerSource('memory:one');
  const { path } = await zoo.downloadModel('acme/greeting@1.1');
  return { zoo, path };
}

/** Everything in a folder looks as if nobody had touched it for so long. */
async function age(path: string, ms: number): Promise<void> {
  const then = new Date(Date.now() - ms);
  for (const name of await readdir(path, { recursive: true }).catch(() => []))
    await utimes(join(path, name), then, then);
  await utimes(path, then, then);
}

/** Removes what it says it would remove, and nothing else. */
async function collect(zoo: Zoo, options: { readonly olderThanMs?: number } = {}): Promise<string[]> {
  const before = (await readdir(zoo.home, { recursive: true })).toSorted();
  const told = await zoo.collectGarbage({ ...options, dryRun: true });
  expect((await readdir(zoo.home, { recursive: true })).toSorted()).toStrictEqual(before);
  const done = await zoo.collectGarbage(options);
  expect({ ...done, dryRun: true }).toStrictEqual(told);
  for (const { path } of done.deleted) expect(existsSync(join(zoo.home, path))).toBe(false);
  expect(await zoo.collectGarbage(options)).toStrictEqual({ deleted: [], freedBytes: 0, dryRun: false });
  return done.deleted.map(({ path }) => path);
}

async function interrupt(zoo: Zoo, identity: PartialIdentity): Promise<string> {
  const layout = homeLayout(zoo.home);
  const { partialDir } = layout;
  const partial = await createPartialStore(layout).open(identity);
  await partial.begin({ validator: '"1"', sizeBytes: 100 });
  await partial.write(0, Buffer.alloc(40));
  await partial.close();
  const [folder = ''] = (await readdir(partialDir)).slice(-1);
  return join(partialDir, folder);
}

describe('collectGarbage', () => {
  it('takes nothing of a zoo in use', async () => {
    const { zoo, path } = await download();
    expect(await collect(zoo, { olderThanMs: 0 })).toStrictEqual([]);
    expect(await readFile(path, 'utf8')).toBe('hello');
    expect(await collect(bench.zooWith())).toStrictEqual([]);
  });

  it('takes blobs that no model needs', async () => {
    const { zoo, path } = await download();
    await rm(dirname(path), { recursive: true });
    const { deleted, freedBytes } = await zoo.collectGarbage({ dryRun: true });
    expect(deleted).toStrictEqual([{ kind: 'blob', path: pathOf('hello'), sizeBytes: 5 }]);
    expect(freedBytes).toBe(5);
    expect(await collect(zoo, { olderThanMs: DAY_MS })).toStrictEqual([]);
    expect(await collect(zoo)).toStrictEqual([pathOf('hello')]);
  });

  it.each<[string, (folder: string) => Promise<void>]>([
    ['is damaged', (folder) => writeFile(join(folder, 'greeting.txt'), 'HELLO!')],
    ['lacks a file', (folder) => rm(join(folder, 'greeting.txt'))],
    [
      'has a receipt that is cut off',
      async (folder) => {
        const text = await readFile(join(folder, 'receipt.json'), 'utf8');
        await writeFile(join(folder, 'receipt.json'), text.slice(0, -20));
      },
    ],
  ])('keeps the blobs of a model that %s', async (_name, spoil) => {
    const { zoo, path } = await download();
    const folder = dirname(path);
    // As where files are copied, and not linked.
    await cp(folder, `${folder}-copy`, { recursive: true });
    await rm(folder, { recursive: true });
    await rename(`${folder}-copy`, folder);
    await spoil(folder);
    expect(await collect(zoo, { olderThanMs: 0 })).toStrictEqual([]);
  });

  it('keeps a blob that has another name somewhere, since that would free nothing', async () => {
    const { zoo, path } = await download();
    await link(path, join(bench.folder, 'mine'));
    await rm(dirname(path), { recursive: true });
    expect(await collect(zoo)).toStrictEqual([]);
    await rm(join(bench.folder, 'mine'));
    expect(await collect(zoo)).toStrictEqual([pathOf('hello')]);
  });

  it('keeps what another process is about to make a model of, and what a killed one has brought, for a week', async () => {
    const { zoo } = await download();
    const layout = homeLayout(zoo.home);
    const other = createBlobStore(layout);
    const file = join(bench.folder, 'file');
    await writeFile(file, 'of a model to come');
    await other.adopt(file, sha256Of('of a model to come'));
    await age(layout.blobsDir, 8 * DAY_MS);
    await age(layout.pinsDir, 8 * DAY_MS);
    expect(await collect(zoo)).toStrictEqual([]);
    await other.close();
    const [pins = ''] = await readdir(layout.pinsDir);
    await age(layout.pinsDir, 6 * DAY_MS);
    expect(await collect(zoo)).toStrictEqual([]);
    await age(layout.pinsDir, 8 * DAY_MS);
    expect(await collect(zoo)).toStrictEqual([`pins/${pins}`, pathOf('of a model to come')]);
  });

  it('takes unfinished downloads after a week, or as it is told', async () => {
    const { zoo } = await download();
    const folder = await interrupt(zoo, { urls: ['https://host.test/x'] });
    const [own = ''] = await readdir(folder);
    const path = `partial/${basename(folder)}/${own}`;
    await age(folder, 6 * DAY_MS);
    expect(await collect(zoo)).toStrictEqual([]);
    await age(folder, 8 * DAY_MS);
    expect(await collect(zoo, { olderThanMs: 9 * DAY_MS })).toStrictEqual([]);
    expect(await collect(zoo)).toStrictEqual([path]);
    expect(existsSync(folder)).toBe(false);
    const again = await interrupt(zoo, { urls: ['https://host.test/x'] });
    const { deleted, freedBytes } = await zoo.collectGarbage({ olderThanMs: 0 });
    expect(deleted).toMatchObject([{ kind: 'partial', path: expect.stringContaining(basename(again)) as unknown }]);
    expect(freedBytes).toBeGreaterThanOrEqual(40);
  });

  it('never takes a download from a process that runs, or that may run on another machine', async () => {
    const { zoo } = await download();
    const layout = homeLayout(zoo.home);
    const { partialDir } = layout;
    const partial = await createPartialStore(layout).open({ urls: ['https://host.test/x'] });
    await partial.begin({ validator: '"1"', sizeBytes: 3 });
    await age(partialDir, 100 * DAY_MS);
    const elsewhere = join(partialDir, 'other', `77.0.${'0'.repeat(16)}.x`);
    await mkdir(elsewhere, { recursive: true });
    expect(await collect(zoo, { olderThanMs: 0 })).toStrictEqual([]);
    await partial.write(0, bytesOf('abc'));
    expect(await partial.complete()).toMatchObject({ sizeBytes: 3 });
    await partial.discard();
    await age(elsewhere, 8 * DAY_MS);
    expect(await collect(zoo)).toStrictEqual([`partial/other/${basename(elsewhere)}`]);
  });

  it('takes content of sources that no source refers to, once nobody can be making use of it', async () => {
    const { zoo } = await download();
    const { sourcesDir } = homeLayout(zoo.home);
    const digest = 'ab'.repeat(32);
    await mkdir(join(sourcesDir, digest));
    await writeFile(join(sourcesDir, digest, 'manifest.json'), '{}');
    expect(await collect(zoo, { olderThanMs: 0 })).toStrictEqual([]);
    await age(join(sourcesDir, digest), DAY_MS);
    expect(await collect(zoo)).toStrictEqual([`sources/${digest}`]);
    await age(sourcesDir, DAY_MS);
    expect(await collect(zoo)).toStrictEqual([]);
    expect(await zoo.listModels()).toHaveLength(2);
  });

  it('takes what was being made when its process ended', async () => {
    const { zoo } = await download();
    const { tempDir, root } = homeLayout(zoo.home);
    await mkdir(join(tempDir, 'staging'), { recursive: true });
    await writeFile(join(tempDir, 'staging', 'a'), 'abc');
    const unfinished = join(root, 'catalog.json.0b3f1c5e-8d57-4b54-9c3a-2f0f6d7c1e11.tmp');
    await writeFile(unfinished, '{');
    expect(await collect(zoo, { olderThanMs: 0 })).toStrictEqual([]);
    await age(join(tempDir, 'staging'), 2 * DAY_MS);
    await age(unfinished, 2 * DAY_MS);
    await writeFile(join(tempDir, 'staging', 'a'), 'abcd');
    expect(await collect(zoo)).toStrictEqual([basename(unfinished)]);
    await age(join(tempDir, 'staging'), 2 * DAY_MS);
    expect(await collect(zoo)).toStrictEqual(['temp/staging']);
  });

  it('brings a model back whose replacement was cut off, and takes nothing of it', async () => {
    const { zoo, path } = await download();
    const folder = dirname(path);
    await rename(folder, join(dirname(folder), `.previous.${basename(folder)}`));
    expect(await zoo.collectGarbage()).toMatchObject({ deleted: [] });
    expect(await readFile(path, 'utf8')).toBe('hello');
  });

  it('refuses an age that makes no sense', async () => {
    const { zoo } = await download();
    for (const olderThanMs of [-1, Number.NaN]) {
      await expect(zoo.collectGarbage({ olderThanMs })).rejects.toMatchObject({ code: 'ERR_ZOO_USAGE' });
    }
  });

  it('is safe while models come and go', async () => {
    const { zoo } = await download();
    const models = Array.from({ length: 6 }, (_, index) => {
      bench.memory.weights[`w${index}`] = bytesOf(`weights ${index}`);
      const files = { 'greeting.txt': { from: `w${index}`, sha256: sha256Of(`weights ${index}`) } };
      return greeting('1.0', { base_name: `acme/m${index}`, manager: { type: 'memory', config: { files } } });
    });
    bench.memory.sources['many'] = { 'manifest.json': manifestOf(...models) };
    await zoo.registerSource('memory:many');
    const done = new AbortController();
    const collecting = (async () => {
      const collector = bench.zooWith();
      while (!done.signal.aborted) await collector.collectGarbage({ olderThanMs: 0 });
    })();
    for (let round = 0; round < 3; round += 1) {
      await Promise.all(
        models.map(async (_, index) => {
          const { path } = await zoo.downloadModel(`acme/m${index}`);
          expect(await readFile(path, 'utf8')).toContain(`weights ${index}`);
        }),
      );
      expect((await zoo.verifyModels()).filter(({ ok }) => !ok)).toStrictEqual([]);
      await Promise.all(models.map((_, index) => zoo.deleteModel(`acme/m${index}`)));
    }
    done.abort();
    await collecting;
  });
});
