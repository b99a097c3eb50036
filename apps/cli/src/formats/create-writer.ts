import { createCocoWriter } from './coco-writer.js';
import { createCsvWriter } from './csv-writer.js';
import { createFiftyOneWriter } from './fiftyone-writer.js';
import { createJsonLinesWriter } from './json-lines-writer.js';
import type { ResultFormat } from './result-formats.js';
import type { ResultWriter } from './result-writer.js';
import { createSpillFile } from './spill-file.js';
import { openFileSink, resultFile, type TextSink } from './text-sink.js';
import type { WriterState } from './writer-state.js';

/** A writer of one of the forms that are a single text, from its beginning. */
export function createTextWriter(
  format: Exclude<ResultFormat, 'fiftyone'>,
  sink: TextSink,
  labelField: string,
): ResultWriter {
  switch (format) {
    case 'csv':
      return createCsvWriter(sink, labelField);
    case 'coco':
      return createCocoWriter(sink, createSpillFile());
    case 'jsonl':
      return createJsonLinesWriter(sink, labelField);
  }
}

/**
 * A writer into a file or, for `fiftyone`, into a folder.
 *
 * @param out Absolute path.
 * @param state Where an earlier writer was: what it wrote after that is cut off. Default: from the beginning.
 * @throws ZooError `ERR_ZOO_OUTPUT_FAILED`; `ERR_ZOO_USAGE` when less is there than the earlier writer left
 */
export async function createFileWriter(
  format: ResultFormat,
  out: string,
  labelField: string,
  state?: WriterState,
): Promise<ResultWriter> {
  if (format === 'fiftyone') return createFiftyOneWriter(out, labelField, state);
  const file = await resultFile(out, format);
  const sink = await openFileSink(file, state?.bytes);
  switch (format) {
    case 'csv':
      return createCsvWriter(sink, labelField, state);
    case 'coco':
      return createCocoWriter(sink, createSpillFile(`${file}.annotations`, state?.coco?.annotationBytes), state);
    case 'jsonl':
      return createJsonLinesWriter(sink, labelField);
  }
}
