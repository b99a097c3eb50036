import type { ApplyRow } from '../formats/apply-row.js';
import type { ResultWriter } from '../formats/result-writer.js';
import { nextDigest, type RunLedger, type RunProgress } from './run-ledger.js';

/** Least time between two notes of how far it is, in milliseconds. */
const CHECKPOINT_MS = 500;

/**
 * Writes rows as they come and notes how far it is, so that a run that ends in the middle, however it ends, can be continued
 * without a row missing or coming twice. Gives the rows on.
 */
export async function* resumableRows<Row extends Pick<ApplyRow, 'filepath' | 'error'>>(
  rows: AsyncIterable<Row>,
  writer: Pick<ResultWriter, 'checkpoint' | 'finish' | 'close'> & { write(row: Row): Promise<void> },
  ledger: RunLedger,
): AsyncGenerator<Row, void, undefined> {
  let { inputs = 0, digest = '', done = 0, failed = 0 }: Partial<RunProgress> = ledger.kept ?? {};
  let notedMs = Number.NEGATIVE_INFINITY;
  /** Whether the output ends with a whole row. */
  let isComplete = true;

  async function note(): Promise<void> {
    const state = await writer.checkpoint();
    await ledger.write({ inputs, digest, done, failed, writer: state });
    notedMs = performance.now();
  }

  try {
    for await (const row of rows) {
      isComplete = false;
      await writer.write(row);
      isComplete = true;
      inputs += 1;
      digest = nextDigest(digest, row.filepath);
      if (row.error === undefined) done += 1;
      else failed += 1;
      if (performance.now() - notedMs >= CHECKPOINT_MS) await note();
      yield row;
    }
    isComplete = false;
    await writer.finish();
    await ledger.remove();
  } finally {
    if (inputs > (ledger.kept?.inputs ?? 0) && isComplete) await note();
    await writer.close();
  }
}
