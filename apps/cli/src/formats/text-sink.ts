import { mkdir, open, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ZooError } from '@modelzoo/core';
import type { ResultFormat } from './result-formats.js';

/** Where text goes, at the pace at which it is taken. */
export interface TextSink {
  write(text: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * A new file at `path`; when that is a folder, `predictions.<ending>` in it. Folders on the way are made.
 * @throws ZooError `ERR_ZOO_OUTPUT_FAILED`
 */
export async function openFileSink(path: string, format: ResultFormat): Promise<TextSink> {
  const status = await stat(path).catch(() => undefined);
  const target = status?.isDirectory() === true ? join(path, `predictions.${ENDINGS[format]}`) : path;
  try {
    await mkdir(dirname(target), { recursive: true });
    const file = await open(target, 'w');
    return {
      write: async (text) => {
        await file.appendFile(text).catch((cause: unknown) => {
          throw outputError(target, cause);
        });
      },
      close: () => file.close(),
    };
  } catch (cause) {
    throw outputError(target, cause);
  }
}

const ENDINGS: Readonly<Record<ResultFormat, string>> = { jsonl: 'jsonl', csv: 'csv', coco: 'json', fiftyone: 'json' };

/** What the user is told when a file that was asked for cannot be written. */
export function outputError(path: string, cause: unknown): ZooError {
  return new ZooError('ERR_ZOO_OUTPUT_FAILED', `${basename(path)} cannot be written.`, {
    hint: 'Check that its folder exists, may be written to, and has space left.',
    details: { path, reason: (cause as NodeJS.ErrnoException | undefined)?.code },
    cause,
  });
}
