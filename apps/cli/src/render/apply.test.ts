import { describe, expect, it } from 'vitest';
import { createTextStream } from '../../test/support/run-cli.js';
import { rowOf } from '../../test/support/pictures.js';
import type { ApplyRow } from '../formats/apply-row.js';
import { createStreamSink } from '../formats/stream-sink.js';
import { viewOf } from '../terminal/view.js';
import { printApply } from './apply.js';

async function* cutAfter(rows: number): AsyncGenerator<ApplyRow> {
  for (let row = 0; row < rows; row += 1) yield rowOf(`/${row}.png`, { _cls: 'Regression', value: row });
  throw new Error('cut');
}

describe('printApply', () => {
  it.each([
    { rows: 2, out: '/out.jsonl', tells: true },
    { rows: 0, out: '/out.jsonl', tells: false },
    { rows: 2, out: undefined, tells: false },
  ])('says how to go on with a run that is cut, where that can be: %j', async ({ rows, out, tells }) => {
    const told: string[] = [];
    const { stream } = createTextStream();
    const output = {
      stdout: createStreamSink(stream),
      json: false,
      view: viewOf(stream, {}, new Date(0)),
      tell: (text: string) => told.push(text),
      status: () => {},
      beforeRow: () => {},
    };
    const run = {
      labelField: 'found',
      rows: cutAfter(rows),
      stdoutFormat: undefined,
      skipped: 0,
      total: undefined,
      out,
    };
    await expect(printApply(run, output)).rejects.toThrow('cut');
    expect(told.some((text) => text.includes('--resume'))).toBe(tells);
  });
});
