import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ZooError } from '@modelzoo/core';

/** An encoded picture in memory, with a name for messages. */
export interface ImageFile {
  readonly bytes: Uint8Array;
  readonly name: string;
}

/**
 * Brings the encoded bytes of a picture into memory. They are read here rather than by the decoder, which keeps files
 * open and would give the old content of a path that was written anew.
 * @throws ZooError `ERR_ZOO_INPUT_INVALID` when the file cannot be read
 */
export async function readImageFile(input: unknown, signal?: AbortSignal): Promise<ImageFile> {
  if (input instanceof Uint8Array) return { bytes: input, name: 'The given picture' };
  if (typeof input !== 'string' && !(input instanceof URL)) {
    throw new ZooError('ERR_ZOO_INPUT_INVALID', 'This model looks at pictures, and the input is none.', {
      hint: 'Give the path of a picture, a file: URL, or the bytes of a JPEG, PNG, WebP, AVIF, GIF or TIFF file.',
    });
  }
  const path = pathOf(input);
  try {
    return { bytes: await readFile(path, { signal }), name: path };
  } catch (cause) {
    signal?.throwIfAborted();
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
    const missing = code === 'ENOENT' || code === 'ENOTDIR';
    throw new ZooError('ERR_ZOO_INPUT_INVALID', `${path} ${missing ? 'is not there' : 'cannot be read'}.`, {
      hint: missing ? 'Look at the spelling of the path.' : 'It has to be a file that you may read.',
      details: { path, reason: code },
      cause,
    });
  }
}

function pathOf(input: string | URL): string {
  if (typeof input === 'string') return input;
  if (input.protocol === 'file:' && input.hostname === '') return fileURLToPath(input);
  throw new ZooError('ERR_ZOO_INPUT_INVALID', `${input.href} is not on this machine.`, {
    hint: 'Download the picture first, and give its path.',
    details: { url: input.href },
  });
}
