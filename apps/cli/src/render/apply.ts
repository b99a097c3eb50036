import type { ApplyRun } from '../commands/apply.js';
import type { ApplyRow } from '../formats/apply-row.js';
import type { EmbedRun } from '../commands/embed.js';
import { embeddingLine } from '../formats/embedding-writer.js';
import { createTextWriter } from '../formats/create-writer.js';
import { rowError } from '../formats/json-lines-writer.js';
import type { ResultWriter } from '../formats/result-writer.js';
import type { TextSink } from '../formats/text-sink.js';
import { count } from '../terminal/human-units.js';
import { printable } from '../terminal/printable.js';
import type { View } from '../terminal/view.js';
import { showPrediction } from './human-prediction.js';
import { jsonLine } from './json-text.js';

/** Where a run is printed, and how. */
export interface StreamOutput {
  readonly stdout: TextSink;
  readonly json: boolean;
  readonly view: View;
  /** Prints a line on stderr. */
  readonly tell: (text: string) => void;
  /** Says how far it is while nothing is printed on stdout. */
  readonly status: (text: string) => void;
  /** Called before each row is printed. */
  readonly beforeRow: () => void;
}

/** Prints the rows of `apply` as they come, then sums up. Gives the number of inputs that failed. */
export async function printApply(run: ApplyRun, output: StreamOutput): Promise<number> {
  const writer = stdoutWriter(run, output);
  let done = 0;
  let failed = 0;
  for await (const row of resumable(run, output)) {
    if (row.error === undefined) done += 1;
    else failed += 1;
    if (writer !== undefined) {
      output.beforeRow();
      await writer.write(row);
    } else if (row.error === undefined) {
      output.status(showProgress(done + failed, run));
    } else {
      output.tell(showFailure(row, output.view));
    }
  }
  await writer?.finish();
  await writer?.close();
  const { skipped } = run;
  if (output.json) {
    output.tell(jsonLine({ done, failed, skipped, out: run.out ?? null }).trimEnd());
  } else {
    const place = run.out === undefined ? '' : ` Results are in ${run.out}.`;
    output.tell(`${count(done, 'input')} done, ${failed} failed${showSkipped(skipped)}.${place}`);
  }
  return failed;
}

/** Prints the rows of `embed`, or only what became of them. Gives the number of inputs that failed. */
export async function printEmbeddings(run: EmbedRun, output: StreamOutput): Promise<number> {
  let done = 0;
  let failed = 0;
  let length = 0;
  for await (const row of resumable(run, output)) {
    output.beforeRow();
    if (row.error === undefined) {
      done += 1;
      length = row.embedding.length;
    } else {
      failed += 1;
    }
    if (output.json) await output.stdout.write(jsonLine(embeddingLine(row)));
    else if (row.error === undefined) output.status(showProgress(done + failed, run));
    else output.tell(showFailure(row, output.view));
  }
  const { skipped, out } = run;
  if (output.json) {
    output.tell(jsonLine({ done, failed, skipped, out, length }).trimEnd());
  } else {
    output.tell(
      `${count(done, 'embedding')} of ${length} numbers each, ${failed} failed${showSkipped(skipped)}. They are in ${out}.`,
    );
  }
  return failed;
}

/** The rows of a run. When they end early, says how to go on with it. */
async function* resumable<Row>(
  { rows, out }: { readonly rows: AsyncIterable<Row>; readonly out: string | undefined },
  { json, tell }: StreamOutput,
): AsyncGenerator<Row, void, undefined> {
  let isBegun = false;
  try {
    for await (const row of rows) {
      isBegun = true;
      yield row;
    }
  } catch (error) {
    if (isBegun && out !== undefined && !json) {
      tell('Results so far are kept. To go on with the rest, give the same command with --resume.');
    }
    throw error;
  }
}

function showProgress(ready: number, { skipped, total }: Pick<ApplyRun, 'skipped' | 'total'>): string {
  if (total === undefined) return `${count(ready, 'input')} …`;
  return `${skipped + ready} of ${count(total, 'input')} …`;
}

function showSkipped(skipped: number): string {
  return skipped === 0 ? '' : `, ${skipped} there already`;
}

function stdoutWriter(run: ApplyRun, { stdout, json, view }: StreamOutput): ResultWriter | undefined {
  if (json) return createTextWriter('jsonl', stdout, run.labelField);
  if (run.out !== undefined) return undefined;
  const format = run.stdoutFormat;
  if (format !== undefined && format !== 'fiftyone') return createTextWriter(format, stdout, run.labelField);
  return createHumanWriter(stdout, view);
}

function createHumanWriter(stdout: TextSink, view: View): ResultWriter {
  let rows = 0;
  return {
    async write(row) {
      const gap = rows === 0 ? '' : '\n';
      rows += 1;
      const body = row.error === undefined ? showPrediction(row.prediction, view) : showFailure(row, view);
      await stdout.write(`${gap}${view.style.bold(printable(row.filepath))}\n${body}\n`);
    },
    checkpoint: async () => ({ bytes: await stdout.sync() }),
    finish: () => stdout.close(),
    close: () => stdout.close(),
  };
}

function showFailure(row: Pick<ApplyRow, 'filepath' | 'error'>, { style }: View): string {
  if (row.error === undefined) return '';
  const { code, message } = rowError(row.error);
  return `${style.red('✗')} ${printable(row.filepath)}: ${printable(message)} ${style.dim(code)}`;
}
