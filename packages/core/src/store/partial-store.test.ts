import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { appendFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { PATTERN_IDENTITY, PATTERN_VALIDATOR, patternBytes } from '../../test/pattern-bytes.js';
import { tempFolder } from '../../test/temp-folder.js';
import { homeLayout, type HomeLayout } from './home-layout.js';
import { readJournal } from './partial-journal.js';
import { createPartialStore, type PartialStore } from './partial-store.js';

const identity = { urls: ['https://host.test/model.onnx'] };
const content = Buffer.from('0123456789abcdef');
const sha256 = createHash('sha256').update(content).digest('hex');
const v1 = { validator: '"v1"', sizeBytes: content.length };

async function setUp(): Promise<{ layout: HomeLayout; partials: PartialStore }> {
  const layout = homeLayout(await tempFolder());
  return { layout, partials: createPartialStore(layout) };
}

/** Leaves the first bytes of the content behind, as an interrupted process does that could still close. */
async function interrupt(partials: PartialStore, sizeBytes: number): Promise<void> {
  const partial = await partials.open(identity);
  await partial.begin(v1);
  await partial.write(0, content.subarray(0, sizeBytes));
  await partial.close();
}

async function folders({ partialDir }: HomeLayout): Promise<string[]> {
  const found: string[] = [];
  for (const parent of await readdir(partialDir)) {
    for (const name of await readdir(join(partialDir, parent))) found.push(join(partialDir, parent, name));
  }
  return found;
}

describe('createPartialStore', () => {
  it('goes on from what was left', async () => {
    const { layout, partials } = await setUp();
    await interrupt(partials, 6);
    const partial = await createPartialStore(layout).open(identity);
    expect([partial.resume, partial.present]).toStrictEqual([v1, [{ start: 0, end: 6 }]]);
    await partial.begin(v1);
    await partial.write(6, content.subarray(6));
    expect((await partial.complete()).sha256).toBe(sha256);
    await partial.discard();
    expect(await readdir(layout.partialDir)).toStrictEqual([]);
  });

  it.skipIf(process.platform !== 'linux')(
    'knows what a killed process had written, though it was not on the disk',
    async () => {
      const { layout, partials } = await setUp();
      const large = { validator: '"v1"', sizeBytes: 64 * 1024 * 1024 };
      const partial = await createPartialStore(layout, { checkpointBytes: Number.POSITIVE_INFINITY }).open(identity);
      await partial.begin(large);
      const pieceBytes = 512 * 1024;
      for (let piece = 0; piece < 16; piece += 1) {
        await partial.write(piece * pieceBytes, Buffer.alloc(pieceBytes, piece));
        // As bytes come over a network: one by one.
        await setImmediate();
      }
      const [folder = ''] = await folders(layout);
      await rm(join(folder, 'journal.json'), { force: true });
      const taken = await partials.open(identity);
      expect(taken.present[0]?.end).toBeGreaterThan(4 * 1024 * 1024);
      expect(taken.resume).toStrictEqual(large);
      await taken.discard();
      // Another run of the machine may have lost all of it.
      const log = join(folder, 'written.jsonl');
      await writeFile(log, (await readFile(log, 'utf8')).replaceAll(/"boot":"[^"]*"/g, '"boot":"another"'));
      const later = await partials.open(identity);
      expect(later.present).toStrictEqual([]);
      await later.discard();
      await partial.discard();
    },
  );

  it.each([
    ['another validator', { validator: '"v2"', sizeBytes: 16 }],
    ['another size', { validator: '"v1"', sizeBytes: 17 }],
    ['no validator', { validator: undefined, sizeBytes: 16 }],
  ])('begins anew for content with %s', async (_name, other) => {
    const { partials } = await setUp();
    await interrupt(partials, 6);
    const partial = await partials.open(identity);
    await partial.begin(other);
    expect(partial.present).toStrictEqual([]);
    await partial.write(6, content.subarray(6));
    await expect(partial.complete()).rejects.toThrow(expect.objectContaining({ code: 'ERR_ZOO_SIZE_MISMATCH' }));
    await partial.discard();
  });

  it('keeps nothing of what could never be told to be the same', async () => {
    const { layout, partials } = await setUp();
    const partial = await partials.open(identity);
    await partial.begin({ validator: undefined, sizeBytes: 16 });
    await partial.write(0, content.subarray(0, 6));
    await partial.close();
    expect(await readdir(layout.partialDir)).toStrictEqual([]);
  });

  it('knows files by their digest where there is one, else by where they come from', async () => {
    const { partials } = await setUp();
    const open = async (urls: string[], digest?: string): Promise<number> => {
      const partial = await partials.open({ urls, sha256: digest });
      const { present } = partial;
      await partial.begin(v1);
      await partial.write(0, content.subarray(0, 6));
      await partial.close();
      return present.length;
    };
    expect(await open(['https://a.test/x'])).toBe(0);
    expect(await open(['https://b.test/x'])).toBe(0);
    expect(await open(['https://b.test/x'], sha256)).toBe(0);
    expect(await open(['https://c.test/x'], sha256)).toBe(1);
    expect(await open(['https://b.test/x'])).toBe(1);
  });

  it('gives two writers of one file each their own', async () => {
    const { layout, partials } = await setUp();
    await interrupt(partials, 6);
    const first = await partials.open(identity);
    const second = await partials.open(identity);
    expect(await folders(layout)).toHaveLength(2);
    // What the first had written down is there for the second as well.
    expect([first.present, second.present]).toStrictEqual([[{ start: 0, end: 6 }], [{ start: 0, end: 6 }]]);
    await first.begin({ validator: '"v2"', sizeBytes: 3 });
    await second.begin(v1);
    await Promise.all([first.write(0, Buffer.from('abc')), second.write(6, content.subarray(6))]);
    expect((await second.complete()).sha256).toBe(sha256);
    expect(await readFile(await (await first.complete()).path(), 'utf8')).toBe('abc');
    await first.discard();
    await second.discard();
    expect(await readdir(layout.partialDir)).toStrictEqual([]);
  });

  it('lets only one of many take over what was left', async () => {
    const { layout, partials } = await setUp();
    await interrupt(partials, 6);
    const all = await Promise.all(Array.from({ length: 6 }, () => partials.open(identity)));
    const data = await Promise.all((await folders(layout)).map((folder) => readdir(folder)));
    expect(new Set(data.flat().filter((name) => name.endsWith('.data'))).size).toBe(6);
    await Promise.all(all.map((partial) => partial.discard()));
  });

  it.each<[string, (folder: string) => Promise<void>]>([
    ['a journal that is cut off', (folder) => writeFile(join(folder, 'journal.json'), '{"formatVersion": 1, "ran')],
    ['a journal of NULs', (folder) => writeFile(join(folder, 'journal.json'), '\0'.repeat(100))],
    [
      'a journal that promises more than there is',
      async (folder) => {
        const journal = await readJournal(folder);
        await writeFile(join(folder, 'journal.json'), JSON.stringify({ ...journal, ranges: [{ start: 0, end: 9 }] }));
      },
    ],
    [
      'a journal that names a file elsewhere',
      async (folder) => {
        const journal = await readJournal(folder);
        await writeFile(
          join(folder, 'journal.json'),
          JSON.stringify({ ...journal, dataFile: '../../../catalog.json' }),
        );
      },
    ],
    [
      'bytes that are gone',
      async (folder) => {
        const journal = await readJournal(folder);
        await rename(join(folder, journal?.dataFile ?? ''), join(folder, 'elsewhere'));
      },
    ],
  ])('begins anew where it finds %s', async (_name, spoil) => {
    const { layout, partials } = await setUp();
    await interrupt(partials, 6);
    const [folder = ''] = await folders(layout);
    await spoil(folder);
    const partial = await partials.open(identity);
    expect(partial.present).toStrictEqual([]);
    await partial.begin(v1);
    await partial.write(0, content);
    expect((await partial.complete()).sha256).toBe(sha256);
    await partial.discard();
  });

  it('takes no notice of bytes that nobody wrote down', async () => {
    const { layout, partials } = await setUp();
    await interrupt(partials, 6);
    const [folder = ''] = await folders(layout);
    await appendFile(join(folder, (await readJournal(folder))?.dataFile ?? ''), 'x'.repeat(100));
    const partial = await partials.open(identity);
    await partial.begin(v1);
    await partial.write(6, content.subarray(6));
    expect((await partial.complete()).sha256).toBe(sha256);
    await partial.discard();
  });

  it('tells what belongs to nobody, to somebody who runs, and to somebody of whom nobody knows', async () => {
    const { layout, partials } = await setUp();
    await interrupt(partials, 6);
    const other = await partials.open({ urls: ['https://host.test/other'] });
    await other.begin(v1);
    await other.write(0, content.subarray(0, 5));
    const elsewhere = join(layout.partialDir, 'third', `1.2.${'0'.repeat(16)}.x`);
    await mkdir(elsewhere, { recursive: true });
    const list = async () => {
      const listed = [];
      for await (const { isAbandoned } of partials.list()) listed.push(String(isAbandoned));
      return listed.toSorted((a, b) => a.localeCompare(b));
    };
    expect(await list()).toStrictEqual(['false', 'true', 'undefined']);
    await other.discard();
    expect(await list()).toStrictEqual(['true', 'undefined']);
    await rm(elsewhere, { recursive: true });
    await partials.tidy();
    expect(await readdir(layout.partialDir)).toHaveLength(1);
  });

  it('goes on after SIGKILL at any moment, and never with wrong bytes', async () => {
    const layout = homeLayout(await tempFolder());
    const sizeBytes = 2 * 1024 * 1024 + 123;
    const expected = patternBytes(0, sizeBytes);
    // After how many pieces of 16 KiB each process dies.
    for (const [seed, pieces] of [1, 12, 21, 30, 40].entries()) {
      await runWriter(layout, sizeBytes, seed, pieces);
      for (const folder of await folders(layout)) {
        const journal = await readJournal(folder);
        const data = journal === undefined ? Buffer.alloc(0) : await readFile(join(folder, journal.dataFile));
        for (const { start, end } of journal?.ranges ?? []) {
          expect(data.subarray(start, end).equals(expected.subarray(start, end))).toBe(true);
        }
      }
    }
    const lines = await runWriter(layout, sizeBytes, 0);
    expect(lines[0]).toMatch(/^present [1-9]\d{4,}$/);
    expect(lines.at(-1)).toBe(`sha256 ${createHash('sha256').update(expected).digest('hex')}`);
    const partial = await createPartialStore(layout).open(PATTERN_IDENTITY);
    await partial.begin({ validator: PATTERN_VALIDATOR, sizeBytes });
    await partial.discard();
  });
});

/** Runs a process that downloads, and kills it after so many pieces. */
async function runWriter(
  { root }: HomeLayout,
  sizeBytes: number,
  seed: number,
  pieces = Number.POSITIVE_INFINITY,
): Promise<string[]> {
  const writer = fileURLToPath(new URL('../../test/partial-writer.ts', import.meta.url));
  const resolver = new URL('../../test/resolve-typescript.mjs', import.meta.url).href;
  const child = spawn(process.execPath, ['--import', resolver, writer, root, `${sizeBytes}`, `${seed}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const lines: string[] = [];
  let wrote = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (line.startsWith('wrote') && (wrote += 1) === pieces) child.kill('SIGKILL');
  }
  await exited;
  return lines;
}
