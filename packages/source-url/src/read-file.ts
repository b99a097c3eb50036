import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { ZooError } from '@modelzoo/core';

const IS_WINDOWS = process.platform === 'win32';

/** Opening a pipe that took the place of a file would wait for somebody to write into it. */
const NO_WAIT = IS_WINDOWS ? 0 : constants.O_NONBLOCK;

/** How to read a file. */
export interface ReadFileOptions {
  readonly signal: AbortSignal;
  /** Bytes after which it is no file that anybody meant. */
  readonly maxBytes: number;
  /** Whether to refuse a link: for members of a folder, where one may have taken the place of a file since it was listed. */
  readonly noLink?: boolean | undefined;
}

/**
 * The bytes of a regular file.
 *
 * @throws ZooError `ERR_ZOO_SOURCE_NOT_FOUND` when it is not there, may not be read or is no file; `ERR_ZOO_ARCHIVE_LIMIT`;
 *   the signal's reason
 */
export async function* readFile(
  path: string,
  { signal, maxBytes, noLink = false }: ReadFileOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  signal.throwIfAborted();
  try {
    const handle = await open(path, constants.O_RDONLY | NO_WAIT | (noLink && !IS_WINDOWS ? constants.O_NOFOLLOW : 0));
    try {
      if (!(await handle.stat()).isFile()) throw notFound(path, 'is neither a file nor a folder');
      let sizeBytes = 0;
      const stream: AsyncIterable<Uint8Array> = handle.createReadStream({ autoClose: false });
      for await (const bytes of stream) {
        signal.throwIfAborted();
        sizeBytes += bytes.byteLength;
        if (sizeBytes > maxBytes) {
          throw new ZooError('ERR_ZOO_ARCHIVE_LIMIT', `The file ${path} has no end in sight.`, {
            hint: 'Nothing was changed. Name the source itself.',
            details: { limit: 'maxBytes', value: maxBytes },
          });
        }
        yield bytes;
      }
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw readProblem(error, path);
  }
}

/** What users see of a failure to read: that there is no source. Everything else stays as it is. */
export function readProblem(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  const { code } = error;
  const at = 'path' in error && typeof error.path === 'string' ? error.path : path;
  if (code === 'ENOENT' || code === 'ENOTDIR') return notFound(at, 'is not there', error);
  if (code === 'EACCES' || code === 'EPERM') return notFound(at, 'may not be read', error);
  // A link where there was a file, or a circle of links.
  if (code === 'ELOOP') return notFound(at, 'is a link that leads nowhere', error);
  return error;
}

export function notFound(path: string, why: string, cause?: unknown): ZooError {
  return new ZooError('ERR_ZOO_SOURCE_NOT_FOUND', `The path ${path} ${why}.`, {
    hint: 'Check the path. Relative ones start from the current folder. Nothing was changed.',
    details: { path },
    cause,
  });
}
