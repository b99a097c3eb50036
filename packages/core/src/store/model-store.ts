import { randomUUID } from 'node:crypto';
import { rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { foldPath } from '../archive/safe-path.js';
import { ZooError } from '../errors/zoo-error.js';
import { adoptFolder } from './adopt-folder.js';
import { addChunkDigests } from './add-chunk-digests.js';
import { writeDurably } from './atomic-write.js';
import type { BlobStore } from './blob-store.js';
import { createBreather } from './breather.js';
import type { HomeLayout } from './home-layout.js';
import { deleteFolder, isPreviousName, placeOfPrevious, replaceFolder, restoreFolder } from './model-folder.js';
import { RECEIPT_FILE, salvageReceipt } from './read-receipt.js';
import { RECEIPT_VERSION, receiptSchema, type Receipt, type ReceiptFile } from './receipt.js';
import { createReceiptReader, type ReceiptReader } from './receipt-reader.js';
import { listPins } from './pins.js';
import { safeJoin } from './safe-join.js';
import { namesIn } from './names-in.js';
import { storeError } from './store-error.js';
import { syncFolder } from './sync-folder.js';
import { takeAway } from './take-away.js';
import { makeFolder } from './make-folder.js';
import { mapParallel } from './map-parallel.js';

/** Who a downloaded model is. */
export type ModelIdentity = Pick<Receipt, 'source' | 'baseName'> & {
  readonly version: string | undefined;
  /** Name of its file or folder below the model's folder; `undefined`: the folder itself is the model. */
  readonly baseFilename: string | undefined;
  /** Tree digest and revision of the source that described it. */
  readonly treeDigest?: string | undefined;
  readonly revision?: string | undefined;
  /** The archives that its files came in. */
  readonly archives?: Receipt['archives'] | undefined;
};

/** Downloaded models. One is there when its receipt is, and every file in it has its size: never because a path exists. */
export interface ModelStore extends ReceiptReader {
  /** Every folder that holds a model or has held one, with its receipt, whether or not its files are there. */
  folders(): Promise<readonly ModelFolder[]>;
  /** Makes a model out of blobs, in the place of an older one. Readers see the old one or the new one. */
  publish(model: PublishedModel): Promise<Receipt>;
  /** Makes a model out of everything in a folder, which is moved into the store. */
  publishFolder(
    model: ModelIdentity & {
      readonly stagingDir: string;
      readonly signal?: AbortSignal | undefined;
      /** Throws when these are not the files that were wanted; nothing is published then. */
      readonly check?: ((files: readonly ReceiptFileInput[]) => void) | undefined;
    },
  ): Promise<Receipt>;
  /**
   * Removes a model, and the blobs that no other needs.
   *
   * @param isNeeded Asked when the model has stepped aside: whoever said before that it is in use keeps it.
   * @returns bytes of blobs that were freed; `undefined` when it is still there
   */
  delete(receipt: Receipt, isNeeded?: () => Promise<boolean>): Promise<number | undefined>;
  /** A new empty folder, on the same file system as the store. The caller removes it. */
  stagingDir(): Promise<string>;
}

/** What {@link ModelStore.publish} makes a model out of. */
export type PublishedModel = ModelIdentity & {
  readonly files: readonly ReceiptFileInput[];
  /** ISO 8601. Default: now. */
  readonly downloadedAt?: string | undefined;
  readonly signal?: AbortSignal | undefined;
};

/** A folder of the store that is one of a model. */
export interface ModelFolder {
  /** Absolute. */
  readonly folder: string;
  /** `undefined`: none that can be read, or that of another model. */
  readonly receipt: Receipt | undefined;
  /** Digests of the blobs that it needs, as far as they can be told. */
  readonly sha256s: readonly string[];
  /** Whether it only waits to be brought back, should its replacement be cut off. */
  readonly isPrevious: boolean;
}

export type ReceiptFileInput = Omit<ReceiptFile, 'origin'> & { readonly origin?: string | undefined };

/** Some are made while others wait for the disk. */
const LINKS_AT_ONCE = 8;

export function createModelStore(
  { root, modelsDir, tempDir, pinsDir }: Pick<HomeLayout, 'root' | 'modelsDir' | 'tempDir' | 'pinsDir'>,
  blobs: BlobStore,
  { isReadOnly = false }: { readonly isReadOnly?: boolean } = {},
): ModelStore {
  const reader = createReceiptReader({ modelsDir }, { isReadOnly });
  const { modelDir, modelPath } = reader;

  const dirOf = (model: Pick<Receipt, 'source' | 'baseName' | 'version'>): string =>
    modelDir(model.source, model.baseName, model.version);

  async function stagingDir(): Promise<string> {
    const folder = join(tempDir, randomUUID());
    try {
      await makeFolder(folder);
    } catch (error) {
      throw storeError(error, folder);
    }
    return folder;
  }

  async function folders(): Promise<ModelFolder[]> {
    const found: ModelFolder[] = [];
    for (const source of await namesIn(modelsDir)) {
      const names = await namesIn(join(modelsDir, source));
      for (const name of names) {
        if (name.startsWith('.') && !isPreviousName(name)) continue;
        let folder = join(modelsDir, source, name);
        if (!isReadOnly && isPreviousName(name) && !names.includes(basename(placeOfPrevious(folder)))) {
          folder = placeOfPrevious(folder);
          await restoreFolder(folder);
        }
        const isPrevious = isPreviousName(basename(folder));
        const { receipt, sha256s } = await salvageReceipt(folder, !isReadOnly);
        const isOwn = receipt !== undefined && (isPrevious || dirOf(receipt) === folder);
        found.push({ folder, receipt: isOwn ? receipt : undefined, sha256s, isPrevious });
      }
    }
    return found;
  }

  async function publish(model: PublishedModel): Promise<Receipt> {
    const folder = dirOf(model);
    const path = modelPath(model.source, model.baseName, model.version, model.baseFilename);
    checkFiles(model.files);
    const staging = await stagingDir();
    try {
      const toSync = new Set([staging]);
      const links = model.files.map(({ sha256, path: own }) => ({ sha256, destination: safeJoin(staging, own) }));
      for (const parent of new Set(links.map(({ destination }) => dirname(destination)))) {
        await makeFolder(parent);
        for (let above = parent; above !== staging; above = dirname(above)) toSync.add(above);
      }
      const breathe = createBreather();
      await mapParallel(links, LINKS_AT_ONCE, async ({ sha256, destination }) => {
        await breathe();
        await blobs.link(sha256, destination);
      });
      const receipt = receiptSchema.parse({
        formatVersion: RECEIPT_VERSION,
        source: model.source,
        baseName: model.baseName,
        version: model.version,
        baseFilename: model.baseFilename,
        path: relative(root, path).split(sep).join('/'),
        files: await addChunkDigests(model.files, blobs, model.signal),
        ...(model.archives !== undefined && { archives: model.archives }),
        downloadedAt: model.downloadedAt ?? new Date().toISOString(),
        treeDigest: model.treeDigest,
        revision: model.revision,
      });
      await writeDurably(join(staging, RECEIPT_FILE), `${JSON.stringify(receipt, null, 2)}\n`);
      for (const each of toSync) await syncFolder(each);
      await replaceFolder(staging, folder, tempDir);
      await blobs.settle(receipt.files.map(({ sha256 }) => sha256));
      return receipt;
    } catch (error) {
      throw storeError(error, folder);
    } finally {
      await rm(staging, { recursive: true, force: true }).catch(() => undefined);
    }
  }

  /** Which blobs other models and unfinished downloads need. */
  async function findNeeded(): Promise<(path: string) => boolean> {
    // Pins first: they go when a receipt is there.
    const pinned = (await listPins({ pinsDir })).flatMap(({ sha256s }) => sha256s);
    const received = (await folders()).flatMap(({ sha256s }) => sha256s);
    const needed = new Set([...pinned, ...received]);
    return (path) => needed.has(basename(path));
  }

  async function deleteModel(receipt: Receipt, isNeeded?: () => Promise<boolean>): Promise<number | undefined> {
    const folder = dirOf(receipt);
    try {
      if (!(await deleteFolder(folder, tempDir, isNeeded))) return undefined;
      // Only when it was the last model of its source.
      await rmdir(dirname(folder)).catch(() => undefined);
    } catch (error) {
      throw storeError(error, folder);
    }
    const sizes = new Map(receipt.files.map(({ sha256, sizeBytes }) => [blobs.pathOf(sha256), sizeBytes]));
    const needs = await findNeeded();
    const unneeded = [...sizes.keys()].filter((path) => !needs(path));
    // A download in another process may count on one of them since a moment ago.
    const gone = await takeAway(unneeded, tempDir, findNeeded);
    return gone.reduce((sum, path) => sum + (sizes.get(path) ?? 0), 0);
  }

  return {
    ...reader,
    folders,
    publish,
    async publishFolder({ stagingDir: folder, signal, check, ...model }) {
      try {
        const files = await adoptFolder(folder, blobs, { tempDir, signal });
        check?.(files);
        return await publish({ ...model, signal, files });
      } catch (error) {
        throw storeError(error, folder);
      }
    },
    delete: deleteModel,
    stagingDir,
  };
}

function checkFiles(files: readonly Pick<ReceiptFile, 'path'>[]): void {
  const taken = new Set([foldPath(RECEIPT_FILE)]);
  for (const { path } of files) {
    const folded = foldPath(path);
    if (!taken.has(folded)) {
      taken.add(folded);
      continue;
    }
    throw new ZooError('ERR_ZOO_MANIFEST_INVALID', `The model cannot have a file ${path}: that name is taken.`, {
      hint: `Nothing was installed. Tell the author of the source. ${RECEIPT_FILE} is kept for modelzoo itself.`,
      details: { path },
    });
  }
}
