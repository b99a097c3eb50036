import { createCocoWriter } from './coco-writer.js';
import { createCsvWriter } from './csv-writer.js';
import { createFiftyOneWriter } from './fiftyone-writer.js';
import { createJsonLinesWriter } from './json-lines-writer.js';
import type { ResultFormat } from './result-formats.js';
import type { ResultWriter } from './result-writer.js';
import type { TextSink } from './text-sink.js';

/** A writer of one of the forms that are a single text. */
export function createTextWriter(
  format: Exclude<ResultFormat, 'fiftyone'>,
  sink: TextSink,
  labelField: string,
): ResultWriter {
  switch (format) {
    case 'csv':
      return createCsvWriter(sink, labelField);
    case 'coco':
      return createCocoWriter(sink);
    case 'jsonl':
      return createJsonLinesWriter(sink, labelField);
  }
}

/** A writer of a form that is a folder. */
export function createFolderWriter(folder: string, labelField: string): Promise<ResultWriter> {
  return createFiftyOneWriter(folder, labelField);
}
