import type { ArchiveEntry } from './archive-entry.js';
import { invalidArchive, quoteName, unsupportedArchive } from './archive-error.js';
import { createByteReader, type ByteReader } from './byte-reader.js';
import { TAR_BLOCK_BYTES } from './tar-header.js';
import { readTarHead, tarPadding, truncatedTar, type TarHead } from './tar-head.js';

const entryTypes: ReadonlyMap<string, ArchiveEntry['type']> = new Map([
  ['0', 'file'],
  ['7', 'file'],
  ['1', 'hardlink'],
  ['2', 'symlink'],
  ['3', 'special'],
  ['4', 'special'],
  ['5', 'folder'],
  ['6', 'special'],
  // A folder of a GNU incremental backup; its content lists names, and is passed over.
  ['D', 'folder'],
]);

/** Bodies up to here are put together; those beyond come as they come. */
const WHOLE_BODY_BYTES = 128 * 1024;

/**
 * Reads the entries of a tar archive, strictly: readers that guess are what smuggled entries live on. The body of each is
 * to be read, if at all, before the next is asked for.
 *
 * @throws ZooError `ERR_ZOO_ARCHIVE_INVALID`, `ERR_ZOO_ARCHIVE_UNSUPPORTED`, `ERR_ZOO_ARCHIVE_LIMIT`
 */
export async function* readTar(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ArchiveEntry> {
  const reader = createByteReader(chunks);
  try {
    for (;;) {
      const head = await readTarHead(reader);
      if (head === undefined) break;
      const entry = toEntry(head);
      const { sizeBytes } = head;
      const paddedBytes = sizeBytes + tarPadding(sizeBytes);
      if (sizeBytes <= WHOLE_BODY_BYTES) {
        const bytes = reader.take(paddedBytes) ?? (await reader.read(paddedBytes));
        if (bytes.length < paddedBytes) throw truncatedTar();
        yield { ...entry, body: () => bytes.subarray(0, sizeBytes) };
      } else {
        const body = createBody(reader, sizeBytes);
        yield { ...entry, body: () => body.read() };
        await skip(reader, paddedBytes - body.doneBytes());
      }
    }
    await checkEnd(reader);
  } finally {
    await reader.close();
  }
}

function createBody(reader: ByteReader, sizeBytes: number) {
  let doneBytes = 0;
  return {
    async *read(): AsyncGenerator<Uint8Array> {
      while (doneBytes < sizeBytes) {
        const piece = await reader.readSome(sizeBytes - doneBytes);
        if (piece === undefined) throw truncatedTar();
        doneBytes += piece.length;
        yield piece;
      }
    },
    doneBytes: () => doneBytes,
  };
}

function toEntry({ path, typeFlag, sizeBytes, mode, linkTarget }: TarHead): Omit<ArchiveEntry, 'body'> {
  const type = entryTypes.get(typeFlag);
  if (type === undefined) {
    const what = typeFlag === 'S' ? 'a sparse file' : `of the unknown type ${quoteName(typeFlag)}`;
    throw unsupportedArchive(`The entry ${quoteName(path)} of the tar archive is ${what}, which is not supported.`);
  }
  if (sizeBytes > 0 && type !== 'file' && typeFlag !== 'D') {
    // Some readers take a body there and some do not: what follows would be other entries to each.
    throw invalidArchive(`The entry ${quoteName(path)} of the tar archive has content, and must not.`);
  }
  // Old archives mark folders by the slash alone.
  const isFolder = type === 'folder' || (type === 'file' && path.endsWith('/'));
  return { path, type: isFolder ? 'folder' : type, sizeBytes, executable: (mode & 0o100) !== 0, linkTarget };
}

/** After the end marker there is nothing but zeros: a second archive there would be seen by some readers only. */
async function checkEnd(reader: ByteReader): Promise<void> {
  for (;;) {
    const piece = await reader.readSome(TAR_BLOCK_BYTES * 128);
    if (piece === undefined) return;
    if (piece.some((byte) => byte !== 0)) throw invalidArchive('The tar archive goes on after its end.');
  }
}

async function skip(reader: ByteReader, length: number): Promise<void> {
  for (let left = length; left > 0;) {
    const piece = await reader.readSome(left);
    if (piece === undefined) throw truncatedTar();
    left -= piece.length;
  }
}
