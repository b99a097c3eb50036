import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { ZooError } from '../errors/zoo-error.js';
import { isMissing, storeError } from '../store/store-error.js';
import { syncFolder } from '../store/sync-folder.js';
import { abortable } from './abortable.js';
import type { ArchiveEntry, TreeFile } from './archive-entry.js';
import { archiveOverLimit, invalidArchive } from './archive-error.js';
import { detectArchiveKind, type ArchiveKind } from './archive-kind.js';
import { resolveArchiveLimits, type ArchiveLimits } from './archive-limits.js';
import { decompress, type Compression } from './decompress.js';
import { createEntryCheck, type EntryCheck } from './entry-check.js';
import { onlyTar } from './only-tar.js';
import { openArchive, type ArchiveInput, type OpenArchive } from './open-archive.js';
import { readTar } from './read-tar.js';
import { readZip } from './read-zip.js';
import { findTopFolder } from './top-folder.js';
import { createTreeWriter, type TreeWriter, type TreeWriterOptions } from './tree-writer.js';

/** Options of {@link extractArchive}. */
export interface ExtractArchiveOptions {
  readonly limits?: Partial<ArchiveLimits> | undefined;
  /** Stops the extraction; nothing is left of it then. */
  readonly signal?: AbortSignal | undefined;
  /** Leave out the one folder that holds everything else, if there is one. Default `false`. */
  readonly stripTopFolder?: boolean | undefined;
  /** Told of what was left out: links. */
  readonly onNotice?: ((message: string) => void) | undefined;
}

/** Options of {@link extractTree}. */
export interface ExtractTreeOptions extends ExtractArchiveOptions, Pick<TreeWriterOptions, 'readOnly' | 'durable'> {
  /**
   * Whether a file is left out: its bytes are passed over, and it is not among the files that came out. Asked once the
   * rules for entries allow it. Default: none is.
   */
  readonly leavesOut?: ((path: string, sizeBytes: number | undefined) => Promise<boolean>) | undefined;
}

/** What came out of an archive. */
export interface ExtractedTree {
  readonly kind: ArchiveKind;
  /** Sorted by path. */
  readonly files: readonly TreeFile[];
}

/**
 * Extracts a zip, or a tar, plain or compressed by gzip, bzip2, xz or zstd, told apart by its bytes. Everything goes to a folder beside the target first, which
 * takes the target's place when all of it is there and right; on any failure nothing is left. Links are left out with a
 * notice, modes become 0644 or 0755, and owners and times are not kept. Memory stays bounded.
 *
 * @param folder Folder that is not there, or is empty.
 * @throws ZooError `ERR_ZOO_ARCHIVE_UNSUPPORTED`, `ERR_ZOO_ARCHIVE_INVALID`, `ERR_ZOO_ARCHIVE_UNSAFE`,
 *   `ERR_ZOO_ARCHIVE_LIMIT`, `ERR_ZOO_USAGE` when the folder is not empty, `ERR_ZOO_FILE_NOT_FOUND`, `ERR_ZOO_NO_SPACE`,
 *   `ERR_ZOO_STORE_IO`
 */
export async function extractArchive(
  input: ArchiveInput,
  folder: string,
  options: ExtractArchiveOptions = {},
): Promise<ExtractedTree> {
  return extractTree(input, folder, options);
}

/** {@link extractArchive} with what only the store asks for: files that nobody can write, and that a power cut spares. */
export async function extractTree(
  input: ArchiveInput,
  folder: string,
  options: ExtractTreeOptions,
): Promise<ExtractedTree> {
  const { signal } = options;
  signal?.throwIfAborted();
  const target = resolve(folder);
  const staging = join(dirname(target), `.${basename(target).slice(0, 64)}.${randomUUID()}.tmp`);
  try {
    await requireVacant(target);
    await mkdir(staging, { recursive: true, mode: 0o755 });
    const root = join(staging, 'tree');
    const tree = await readInto(root, join(staging, 'archive'), input, options);
    const top = options.stripTopFolder === true ? await findTopFolder(root) : undefined;
    await rmdir(target).catch(ignoreMissing);
    await rename(top === undefined ? root : join(root, top), target);
    if (options.durable === true) await syncFolder(dirname(target));
    return top === undefined ? tree : { ...tree, files: stripNames(tree.files, top) };
  } catch (error) {
    signal?.throwIfAborted();
    throw storeError(error, target);
  } finally {
    // What cannot be removed is in nobody's way, and the first error is the one that counts.
    await rm(staging, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function readInto(
  root: string,
  spoolFile: string,
  input: ArchiveInput,
  options: ExtractTreeOptions,
): Promise<ExtractedTree> {
  const limits = resolveArchiveLimits(options.limits);
  const stream = typeof input === 'string' || input instanceof Uint8Array ? input : abortable(input, options.signal);
  const archive = await openArchive(stream, limits);
  const check = createEntryCheck(limits);
  const writer = createTreeWriter(root, { ...options, check });
  try {
    const kind = detectArchiveKind(archive.head);
    await mkdir(root, { mode: 0o755 });
    for await (const entry of readEntries(kind, archive, { spoolFile, limits, check, signal: options.signal })) {
      options.signal?.throwIfAborted();
      await writeEntry(entry, check, writer, options);
    }
    const files = await writer.finish();
    if (files.length === 0) throw invalidArchive('The archive holds no files.');
    return { kind, files };
  } finally {
    await writer.settle();
    await archive.close();
  }
}

const compressions = {
  'tar.gz': 'gz',
  'tar.bz2': 'bz2',
  'tar.xz': 'xz',
  'tar.zst': 'zst',
} as const satisfies Partial<Record<ArchiveKind, Compression>>;

async function* readEntries(
  kind: ArchiveKind,
  archive: OpenArchive,
  reading: {
    readonly spoolFile: string;
    readonly limits: ArchiveLimits;
    readonly check: EntryCheck;
    readonly signal: AbortSignal | undefined;
  },
): AsyncGenerator<ArchiveEntry> {
  const { spoolFile, limits, check, signal } = reading;
  switch (kind) {
    case 'tar':
      yield* readTar(counted(archive.stream(), limits, check));
      break;
    case 'tar.gz':
    case 'tar.bz2':
    case 'tar.xz':
    case 'tar.zst': {
      const compressed = counted(archive.stream(), limits, check);
      yield* readTar(onlyTar(counted(decompress(compressions[kind], compressed), limits)));
      break;
    }
    case 'zip': {
      const file = await archive.file(spoolFile);
      check.addInput((await file.stat()).size);
      yield* readZip(file, limits, signal);
    }
  }
}

async function writeEntry(
  entry: ArchiveEntry,
  check: EntryCheck,
  writer: TreeWriter,
  { leavesOut, onNotice }: ExtractTreeOptions,
): Promise<void> {
  const decision = check.check(entry);
  switch (decision.action) {
    case 'file':
      if (await leavesOut?.(decision.path, entry.sizeBytes)) break;
      await writer.file(decision.path, decision.executable, entry);
      break;
    case 'folder':
      writer.folder(decision.path);
      break;
    case 'skip':
      if (decision.notice !== undefined) onNotice?.(decision.notice);
  }
}

/** Bytes that a tar may have beside its content, for each entry: headers and padding. */
const OVERHEAD_BYTES = 4096;

/** Stops archives that are endless without holding much: headers upon headers. */
async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  { maxBytes, maxEntries }: ArchiveLimits,
  check?: EntryCheck,
): AsyncGenerator<Uint8Array> {
  const mostBytes = maxBytes + maxEntries * OVERHEAD_BYTES;
  let sizeBytes = 0;
  for await (const chunk of chunks) {
    sizeBytes += chunk.length;
    if (sizeBytes > mostBytes) {
      throw archiveOverLimit(`The archive is larger than ${mostBytes} bytes.`, 'maxBytes', maxBytes);
    }
    check?.addInput(chunk.length);
    yield chunk;
  }
}

async function requireVacant(folder: string): Promise<void> {
  const names = await readdir(folder).catch(ignoreMissing);
  if (names === undefined || names.length === 0) return;
  throw new ZooError('ERR_ZOO_USAGE', `The folder ${folder} is not empty.`, {
    hint: 'Extract into a new folder. Nothing was extracted.',
    details: { folder },
  });
}

function ignoreMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error;
}

function stripNames(files: readonly TreeFile[], top: string): TreeFile[] {
  return files
    .filter(({ path }) => path.startsWith(`${top}/`))
    .map(({ path, sizeBytes, sha256, executable }) => ({
      path: path.slice(top.length + 1),
      sizeBytes,
      sha256,
      executable,
    }));
}
