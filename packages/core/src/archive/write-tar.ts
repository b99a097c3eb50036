import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pack, type Pack } from 'tar-stream';
import { publishRename } from '../store/publish-rename.js';
import { storeError } from '../store/store-error.js';

/** A file that goes into a tar. */
export interface TarMember {
  /** Relative, with forward slashes. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly executable: boolean;
  /** Exactly `sizeBytes` bytes. */
  open(): AsyncIterable<Uint8Array>;
}

/**
 * Writes a tar whose bytes depend on nothing but its members: no times, owners or modes beside 0644 and 0755. It takes its
 * name when it is whole and on the disk.
 *
 * @param file Absolute path. What is there is replaced.
 * @throws ZooError `ERR_ZOO_NO_SPACE`, `ERR_ZOO_STORE_IO`; or the signal's reason
 */
export async function writeTar(
  file: string,
  members: AsyncIterable<TarMember> | Iterable<TarMember>,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<{ readonly sizeBytes: number; readonly sha256: string }> {
  const temporary = `${file}.${randomUUID()}.tmp`;
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      sizeBytes += chunk.length;
      done(null, chunk);
    },
  });
  const archive = pack();
  try {
    await mkdir(dirname(file), { recursive: true });
    const filling = fill(archive, members, signal).catch((error: unknown) => {
      archive.destroy(error instanceof Error ? error : new Error(String(error)));
      throw error;
    });
    const [filled, written] = await Promise.allSettled([
      filling,
      pipeline(archive, counter, createWriteStream(temporary, { flags: 'wx' }), { signal }),
    ]);
    // What kept the members from being read is the cause of what kept the file from being written, or the other way round.
    if (filled.status === 'rejected' && !isPremature(filled.reason)) throw filled.reason;
    if (written.status === 'rejected') throw written.reason;
    await sync(temporary);
    await publishRename(temporary, file);
    return { sizeBytes, sha256: hash.digest('hex') };
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    signal?.throwIfAborted();
    throw storeError(error, file);
  }
}

async function fill(
  archive: Pack,
  members: AsyncIterable<TarMember> | Iterable<TarMember>,
  signal: AbortSignal | undefined,
): Promise<void> {
  for await (const member of members) {
    signal?.throwIfAborted();
    const { path, sizeBytes, executable } = member;
    const header = {
      name: path,
      size: sizeBytes,
      mode: executable ? 0o755 : 0o644,
      mtime: new Date(0),
      uid: 0,
      gid: 0,
    };
    await pipeline(Readable.from(member.open(), { objectMode: false }), archive.entry(header), { signal });
  }
  archive.finalize();
}

async function sync(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Streams say so of themselves when another of the same pipeline failed. */
function isPremature(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
}
