import { cp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { failedRowOf, rowOf, writePicture } from '../../test/support/pictures.js';
import { tempFolder } from '../../test/support/temp-folder.js';
import type { ApplyRow } from '../formats/apply-row.js';
import { createFileWriter } from '../formats/create-writer.js';
import { resultFormats, type ResultFormat } from '../formats/result-formats.js';
import { resumableRows } from './resumable-rows.js';
import { openLedger } from './run-ledger.js';

async function rowsIn(folder: string): Promise<readonly ApplyRow[]> {
  const path = await writePicture(folder, 'a.jpg', { width: 10, height: 10 });
  const found = ['dog', 'cat', 'bird'].map((label) => {
    const box = { _cls: 'Detection', label, bounding_box: [0, 0, 0.5, 0.5] } as const;
    return rowOf(path, { _cls: 'Detections', detections: [box, { ...box, label: `${label}, too` }] });
  });
  return [...found, failedRowOf('/missing.jpg', new Error('no')), ...found];
}

async function open(format: ResultFormat, out: string, rows: readonly ApplyRow[], resume: boolean) {
  const ledger = await openLedger(out, format, resume);
  const writer = await createFileWriter(format, out, 'found', ledger.kept?.writer);
  const remaining = rows.slice(ledger.kept?.inputs ?? 0);
  async function* stream(): AsyncGenerator<ApplyRow> {
    yield* remaining;
  }
  return resumableRows(stream(), writer, ledger);
}

async function drain(rows: AsyncIterable<ApplyRow>): Promise<number> {
  let count = 0;
  for await (const _row of rows) count += 1;
  return count;
}

/** Every file of a folder, by name. */
async function contents(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const pairs = names.map(
    async ({ parentPath, name }) => [name, await readFile(join(parentPath, name), 'utf8')] as const,
  );
  return Object.fromEntries(await Promise.all(pairs));
}

describe.each(resultFormats)('a run that writes %s', (format) => {
  it('has, wherever it ended without a word and went on, what it would have without', async () => {
    const folder = await tempFolder();
    const rows = await rowsIn(folder);
    const whole = join(folder, 'whole');
    await drain(await open(format, join(whole, 'out'), rows, false));
    const expected = await contents(whole);
    for (let end = 1; end <= rows.length; end += 1) {
      const place = join(folder, `ends-${end}`);
      const killed = await open(format, join(folder, `run-${end}`, 'out'), rows, false);
      for (let row = 0; row < end; row += 1) await killed.next();
      // What is on disk now is what a process leaves that is killed.
      await cp(join(folder, `run-${end}`), place, { recursive: true });
      await killed.return();
      const goesOn = await open(format, join(place, 'out'), rows, true);
      expect(await drain(goesOn)).toBe(rows.length - 1);
      expect(await contents(place)).toStrictEqual(expected);
    }
  });

  it('keeps every row when it is stopped in an orderly way', async () => {
    const folder = await tempFolder();
    const rows = await rowsIn(folder);
    const out = join(folder, 'stopped', 'out');
    const stopped = await open(format, out, rows, false);
    for (let row = 0; row < 4; row += 1) await stopped.next();
    await stopped.return();
    expect(await drain(await open(format, out, rows, true))).toBe(rows.length - 4);
    await drain(await open(format, join(folder, 'whole', 'out'), rows, false));
    expect(await contents(join(folder, 'stopped'))).toStrictEqual(await contents(join(folder, 'whole')));
  });
});

describe('openLedger', () => {
  it('begins anew where there is none, and refuses one of another run', async () => {
    const out = join(await tempFolder(), 'out');
    expect((await openLedger(out, 'a', true)).kept).toBeUndefined();
    const progress = { inputs: 1, digest: 'd', done: 1, failed: 0, writer: { bytes: 5 } };
    await (await openLedger(out, 'a', false)).write(progress);
    expect((await openLedger(out, 'a', true)).kept).toStrictEqual(progress);
    await expect(openLedger(out, 'b', true)).rejects.toMatchObject({ code: 'ERR_ZOO_USAGE' });
    expect((await openLedger(out, 'a', false)).kept).toBeUndefined();
    expect((await openLedger(out, 'a', true)).kept).toBeUndefined();
  });

  it('does not fill up an output that is shorter than it was', async () => {
    const out = join(await tempFolder(), 'out.csv');
    await expect(createFileWriter('csv', out, 'found', { bytes: 7 })).rejects.toMatchObject({
      code: 'ERR_ZOO_USAGE',
    });
  });
});
