import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { TreeFile } from '../archive/archive-entry.js';
import { writeTar, type TarMember } from '../archive/write-tar.js';
import { ZooError } from '../errors/zoo-error.js';
import { fetchNamedFiles, namedContents } from '../downloads/source-file.js';
import type { OperationOptions } from '../events/operation-options.js';
import { locateModel } from '../models/locate-model.js';
import { digestFile } from '../store/digest.js';
import { treeDigest } from '../store/tree-digest.js';
import type { ZooServices } from '../zoo-services.js';
import { createLock } from './create-lock.js';
import { formatLock } from './format-lock.js';
import { installLock } from './install-lock.js';
import type { LockFile } from './lock-schema.js';
import type { ExportResult } from './lock-types.js';
import { readLock } from './read-lock.js';

/**
 * Writes models into one archive: see `Zoo.exportModels`. Its members: `zoo.lock`, then `blobs/<sha256>`, then
 * `sources/<tree digest>/<path>`, sorted.
 *
 * @param names None: what the lock file names.
 * @param file Absolute path of the archive.
 * @param lockFile Absolute path of the project's lock file, there or not.
 */
export async function exportModels(
  services: ZooServices,
  names: readonly string[],
  file: string,
  lockFile: string,
  options: OperationOptions,
): Promise<ExportResult> {
  const { signal } = options;
  const lock = await lockOf(services, names, lockFile, options);
  const sources = Object.values(lock.sources);
  const digests = [...new Set(sources.map((source) => source.treeDigest))].toSorted();
  const trees = new Map<string, readonly TreeFile[]>();
  for (const digest of digests) trees.set(digest, await readTree(services, digest, signal));
  const blobs = new Map(
    [...blobsOf(lock), ...(await namedBlobs(services, lock, options))].toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
  for (const sha256 of blobs.keys()) {
    if (!(await services.blobs.claim(sha256, { signal }))) throw damaged(services.blobs.pathOf(sha256), sha256);
  }
  const written = await writeTar(file, listMembers(services, lock, blobs, trees), { signal });
  await services.blobs.settle([...blobs.keys()]);
  const models = sources.flatMap((source) => Object.keys(source.models)).toSorted();
  return { file, ...written, models };
}

async function lockOf(
  services: ZooServices,
  names: readonly string[],
  lockFile: string,
  { signal, onEvent }: OperationOptions,
): Promise<LockFile> {
  if (names.length === 0) {
    await installLock(services, lockFile, { frozen: true, signal, onEvent });
    return readLock(lockFile);
  }
  const models = [];
  for (const name of names) models.push(await locateModel(services, name, { signal, onEvent }));
  return createLock(services, models, lockFile, { signal, onEvent });
}

/** Sizes of the files of all models, by their digests. */
function blobsOf({ sources }: LockFile): ReadonlyMap<string, number> {
  const files = Object.values(sources).flatMap(({ models }) => Object.values(models).map((model) => model.files));
  return new Map(files.flatMap(Object.values).map(({ sha256, sizeBytes }) => [sha256, sizeBytes]));
}

/** The same of what loaders read of sources that only point to it. No receipt and no lock names it. */
async function namedBlobs(
  services: ZooServices,
  { sources }: LockFile,
  options: OperationOptions,
): Promise<ReadonlyMap<string, number>> {
  const blobs = new Map<string, number>();
  const locked = Object.values(sources);
  for (const model of await services.reader.models()) {
    const isLocked = locked.some(
      (source) => source.treeDigest === model.source.treeDigest && Object.hasOwn(source.models, model.name),
    );
    if (!isLocked) continue;
    await fetchNamedFiles(services, model, services.operation(model.name, options));
    for (const sha256 of await namedContents(services, model)) {
      blobs.set(sha256, (await stat(services.blobs.pathOf(sha256))).size);
    }
  }
  return blobs;
}

function* listMembers(
  services: ZooServices,
  lock: LockFile,
  blobs: ReadonlyMap<string, number>,
  trees: ReadonlyMap<string, readonly TreeFile[]>,
): Generator<TarMember> {
  const text = Buffer.from(formatLock(lock));
  yield { path: 'zoo.lock', sizeBytes: text.length, executable: false, open: () => onlyChunk(text) };
  for (const [sha256, sizeBytes] of blobs) {
    const open = () => read(services.blobs.pathOf(sha256));
    yield { path: `blobs/${sha256}`, sizeBytes, executable: false, open };
  }
  for (const [digest, tree] of trees) {
    for (const { path, sizeBytes, executable } of tree) {
      const open = () => read(join(services.snapshots.pathOf(digest), ...path.split('/')));
      yield { path: `sources/${digest}/${path}`, sizeBytes, executable, open };
    }
  }
}

/** The files of a snapshot, which has to be what its name says: nobody exports what is damaged. */
async function readTree(services: ZooServices, digest: string, signal: AbortSignal | undefined): Promise<TreeFile[]> {
  const root = services.snapshots.pathOf(digest);
  const files: TreeFile[] = [];
  for (const path of await listFiles(root, '')) {
    const absolute = join(root, ...path.split('/'));
    const { mode } = await stat(absolute);
    files.push({ path, ...(await digestFile(absolute, { signal })), executable: (mode & 0o100) !== 0 });
  }
  if (treeDigest(files) === digest) return files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  throw new ZooError('ERR_ZOO_STORE_CORRUPT', `The content of a source was changed in the store: ${root}.`, {
    hint: 'Nothing was exported. Register the source again with --overwrite.',
    details: { path: root, expectedTreeDigest: digest },
  });
}

function damaged(path: string, sha256: string): ZooError {
  return new ZooError('ERR_ZOO_STORE_CORRUPT', `A file of a model was changed in the store: ${path}.`, {
    hint: 'Nothing was exported. Mend it with `zoo verify --repair`.',
    details: { path, sha256 },
  });
}

async function listFiles(folder: string, prefix: string): Promise<string[]> {
  const paths: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = `${prefix}${entry.name}`;
    if (entry.isDirectory()) paths.push(...(await listFiles(join(folder, entry.name), `${path}/`)));
    else paths.push(path);
  }
  return paths;
}

function read(path: string): AsyncIterable<Uint8Array> {
  return createReadStream(path, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>;
}

async function* onlyChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
