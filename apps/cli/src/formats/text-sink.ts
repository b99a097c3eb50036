import { mkdir, open, stat, truncate } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ZooError } from '@modelzoo/core';
import { cannotContinue } from '../resume/cannot-continue.js';
import type { ResultFormat } from './result-formats.js';

/** Where text goes, at the pace at which it is taken. */
export interface TextSink {
  write(text: string): Promise<void>;
  /** Makes sure that it outlives the machine's power. Gives the number of bytes that are there; 0 for streams. */
  sync(): Promise<number>;
  close(): Promise<void>;
}

/** The file that results go to: `path`; when that is a folder, `predictions.<ending>` in it. */
export async function resultFile(path: string, format: ResultFormat): Promise<string> {
  const status = await stat(path).catch(() => undefined);
  return status?.isDirectory() === true ? join(path, `predictions.${ENDINGS[format]}`) : path;
}

/**
 * A file at `path`. Folders on the way are made.
 *
 * @param keepBytes So much of the file that is there stays. Default 0.
 * @throws ZooError `ERR_ZOO_OUTPUT_FAILED`, `ERR_ZOO_USAGE` when it is shorter
 */
export async function openFileSink(path: string, keepBytes = 0): Promise<TextSink> {
  const failed = (cause: unknown): never => {
    throw outputError(path, cause);
  };
  try {
    await mkdir(dirname(path), { recursive: true });
    if (keepBytes > 0) await cutAt(path, path, keepBytes);
    const file = await open(path, keepBytes > 0 ? 'a' : 'w');
    let isOpen = true;
    return {
      write: (text) => file.appendFile(text).catch(failed),
      async sync() {
        await file.datasync().catch(failed);
        return (await file.stat()).size;
      },
      async close() {
        if (isOpen) await file.close();
        isOpen = false;
      },
    };
  } catch (cause) {
    return failed(cause);
  }
}

/**
 * Takes back what a run wrote after it noted how far it was.
 *
 * @param out What the user calls the output, of which `path` is a file.
 * @throws ZooError `ERR_ZOO_USAGE` when less is there than was noted
 */
export async function cutAt(path: string, out: string, bytes: number): Promise<void> {
  const size = (await stat(path).catch(() => undefined))?.size ?? 0;
  // Cutting a file that is shorter would fill it up with zeros.
  if (size < bytes) throw cannotContinue(out, `${basename(out)} no longer holds what was written then`);
  await truncate(path, bytes);
}

const ENDINGS: Readonly<Record<ResultFormat, string>> = { jsonl: 'jsonl', csv: 'csv', coco: 'json', fiftyone: 'json' };

/** What the user is told when a file that was asked for cannot be written. */
export function outputError(path: string, cause: unknown): ZooError {
  if (ZooError.is(cause)) return cause;
  return new ZooError('ERR_ZOO_OUTPUT_FAILED', `${basename(path)} cannot be written.`, {
    hint: 'Check that its folder exists, may be written to, and has space left.',
    details: { path, reason: (cause as NodeJS.ErrnoException | undefined)?.code },
    cause,
  });
}
