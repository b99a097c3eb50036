import { readFile, stat } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import type { CatalogModel } from '../catalog/catalog-model.js';
import { ZooError } from '../errors/zoo-error.js';
import type { FileSink } from '../plugins/model-manager.js';
import type { DeferredFile, PinnedSource } from '../plugins/source-provider.js';
import { LFS_POINTER_MAX_BYTES, parseLfsPointer } from '../sources/lfs-pointer.js';
import { isMissing, storeError } from '../store/store-error.js';
import type { Operation, ZooServices } from '../zoo-services.js';
import { checkSize } from './check-bytes.js';
import { forwardSink } from './forward-sink.js';

/**
 * What a file of a snapshot points to; `undefined` when it is its own content, or is not there.
 *
 * @param file Absolute path, in the snapshot of the model's source.
 * @throws ZooError `ERR_ZOO_CAPABILITY_MISSING` for a pointer that is not understood
 */
export async function findDeferred(
  services: ZooServices,
  model: CatalogModel,
  file: string,
): Promise<DeferredFile | undefined> {
  const bytes = await readShort(file);
  const pointer = bytes && parseLfsPointer(bytes);
  if (pointer === undefined) return undefined;
  const path = relative(services.snapshots.pathOf(model.source.treeDigest), file).split(sep).join('/');
  if (pointer !== 'unknown') return { path, ...pointer };
  throw new ZooError('ERR_ZOO_CAPABILITY_MISSING', `The pointer of Git LFS in ${path} is of a kind that is not read.`, {
    hint: 'It may be damaged, or use an extension. Nothing was installed; tell the author of the source.',
    details: { file: path, source: model.source.key },
  });
}

/**
 * Has the provider of a model's source bring the content of one of its files. The digest is the content's name, so that
 * whatever was brought before, and from wherever, is a part of the same.
 *
 * @throws ZooError `ERR_ZOO_CAPABILITY_MISSING` when the provider brings no such content; `ERR_ZOO_SIZE_MISMATCH`
 */
export async function fetchDeferred(
  services: ZooServices,
  { source }: CatalogModel,
  file: DeferredFile,
  sink: FileSink,
  operation: Operation,
): Promise<void> {
  const provider = services.registry.provider(source.provider);
  if (provider.doFetchDeferred === undefined) {
    const message = `${file.path} is not in the source itself: it is a pointer of Git LFS, and nothing else.`;
    throw new ZooError('ERR_ZOO_CAPABILITY_MISSING', message, {
      hint: 'Register the repository itself in place of an archive of it; in a folder of your own, run `git lfs pull`. Nothing was installed.',
      details: { file: file.path, source: source.key, provider: provider.id },
    });
  }
  const pinned: PinnedSource = { locator: source.locator, revision: source.revision, memo: source.memo };
  const context = operation.contextFor(provider.access, { allowPrivate: source.reach !== 'public' });
  await sink.begin({ validator: `sha256-${file.sha256}`, sizeBytes: file.sizeBytes });
  await provider.doFetchDeferred(pinned, file, promisedOnly(file, sink), context);
}

/** A sink that takes this content and no other: what a server says of it beside its size is not needed. */
function promisedOnly(file: DeferredFile, sink: FileSink): FileSink {
  return forwardSink(sink, {
    begin({ sizeBytes }) {
      checkSize(file.path, file.sizeBytes, sizeBytes ?? file.sizeBytes);
      return Promise.resolve();
    },
  });
}

async function readShort(file: string): Promise<Uint8Array | undefined> {
  try {
    const stats = await stat(file);
    return stats.isFile() && stats.size <= LFS_POINTER_MAX_BYTES ? await readFile(file) : undefined;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw storeError(error, file);
  }
}
