import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract, type Extract } from 'tar-stream';
import { ZooError } from '../errors/zoo-error.js';
import type { ArchiveEntry } from './archive-entry.js';
import { invalidArchive, quoteName, unsupportedArchive } from './archive-error.js';
import { checkTar } from './check-tar.js';

type Entry = Extract extends AsyncIterable<infer Source> ? Source : never;

/** Types of tar-stream. What is not here (sparse files, say) is not supported. */
const entryTypes: Readonly<Record<string, ArchiveEntry['type']>> = {
  file: 'file',
  'contiguous-file': 'file',
  link: 'hardlink',
  symlink: 'symlink',
  directory: 'folder',
  'character-device': 'special',
  'block-device': 'special',
  fifo: 'special',
};

/**
 * Archives from before ustar have no magic; the check sees to it that they are archives. The option is missing from the
 * types of tar-stream.
 */
const options: Parameters<typeof extract>[0] & { readonly allowUnknownFormat: boolean } = { allowUnknownFormat: true };

/**
 * Reads the entries of a tar archive. The body of each is to be read, if at all, before the next is asked for.
 *
 * @throws ZooError `ERR_ZOO_ARCHIVE_INVALID`, `ERR_ZOO_ARCHIVE_UNSUPPORTED`, `ERR_ZOO_ARCHIVE_LIMIT`
 */
export async function* readTar(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ArchiveEntry> {
  const entries = extract(options);
  let inputFailure: { readonly error: unknown } | undefined;
  async function* checked(): AsyncGenerator<Uint8Array> {
    try {
      yield* checkTar(chunks);
    } catch (error) {
      inputFailure = { error };
      throw error;
    }
  }
  const input = Readable.from(checked(), { objectMode: false });
  // What goes wrong comes out of the entries, too; here it only must not go unheard.
  const piping = pipeline(input, entries).catch(() => undefined);
  try {
    for await (const entry of entries) {
      const { name: path, type, size, mode, linkname } = entry.header;
      const ours = entryTypes[type];
      if (ours === undefined) {
        throw unsupportedArchive(`The entry ${quoteName(path)} of the tar archive is of a kind that is not supported.`);
      }
      yield {
        path,
        // Old archives mark folders by the slash alone.
        type: ours === 'file' && path.endsWith('/') ? 'folder' : ours,
        sizeBytes: size,
        executable: (mode & 0o100) !== 0,
        linkTarget: linkname ?? '',
        body: () => bodyOf(entry, size, () => inputFailure),
      };
      // Does nothing for a body that was read.
      entry.resume();
    }
  } catch (cause) {
    if (inputFailure !== undefined) throw inputFailure.error;
    throw toArchiveError(cause);
  } finally {
    entries.destroy();
    input.destroy();
    await piping;
  }
}

/** The body of an entry: at once where all of it has arrived, as it mostly has of a small file. */
function bodyOf(
  entry: Entry,
  sizeBytes: number,
  failureOfInput: () => { readonly error: unknown } | undefined,
): Uint8Array | AsyncIterable<Uint8Array> {
  const arrived: Uint8Array[] = [];
  let arrivedBytes = 0;
  for (let piece = entry.read(); piece instanceof Uint8Array; piece = entry.read()) {
    arrived.push(piece);
    arrivedBytes += piece.length;
  }
  if (arrivedBytes === sizeBytes) return arrived.length === 1 && arrived[0] ? arrived[0] : Buffer.concat(arrived);
  return streamOf(arrived, entry as AsyncIterable<Uint8Array>, failureOfInput);
}

/** A body that ends with the fault of the archive, where tar-stream only tells that the body was destroyed for it. */
async function* streamOf(
  arrived: readonly Uint8Array[],
  rest: AsyncIterable<Uint8Array>,
  failureOfInput: () => { readonly error: unknown } | undefined,
): AsyncGenerator<Uint8Array> {
  try {
    yield* arrived;
    yield* rest;
  } catch (error) {
    const failure = failureOfInput();
    throw failure === undefined ? toArchiveError(error) : failure.error;
  }
}

/** Errors of tar-stream have no codes; ours and the system's do. */
function toArchiveError(cause: unknown): unknown {
  const isOfTarStream = cause instanceof Error && !ZooError.is(cause) && !('code' in cause) && cause.name === 'Error';
  return isOfTarStream ? invalidArchive('The tar archive is damaged.', {}, cause) : cause;
}
