import { ZooError } from '@modelzoo/core/reader';
import type { ApplyRow } from './apply-row.js';
import { jsonLine } from '../render/json-text.js';
import { plainPrediction } from './plain-prediction.js';
import type { ResultWriter } from './result-writer.js';
import type { TextSink } from './text-sink.js';

/** A line per input: `{"filepath", "<label field>": label}` or `{"filepath", "error": {"code", "message"}}`. */
export function createJsonLinesWriter(sink: TextSink, labelField: string): ResultWriter {
  return {
    write: (row) => sink.write(jsonLine(toLine(row, labelField))),
    checkpoint: async () => ({ bytes: await sink.sync() }),
    finish: () => sink.close(),
    close: () => sink.close(),
  };
}

function toLine(row: ApplyRow, labelField: string): unknown {
  const { filepath } = row;
  if (row.error === undefined) return { filepath, [labelField]: plainPrediction(row.prediction) };
  return { filepath, error: rowError(row.error) };
}

/** What is told of an input that failed. */
export function rowError(error: Error): { readonly code: string; readonly message: string } {
  return { code: ZooError.is(error) ? error.code : 'ERR_ZOO_PREDICT_FAILED', message: error.message };
}
