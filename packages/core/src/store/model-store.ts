import { randomUUID } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, rm, rmdir } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { foldPath } from '../archive/safe-path.js';
import { ZooError } from '../errors/zoo-error.js';
import { adoptFolder } from './adopt-folder.js';
import { writeDurably } from './atomic-write.js';
import type { BlobStore } from './blob-store.js';
import { folderName } from './folder-name.js';
import type { HomeLayout } from './home-layout.js';
import { deleteFolder, replaceFolder, restoreFolder } from './model-folder.js';
import { RECEIPT_VERSION, receiptSchema, type Receipt, type ReceiptFile } from './receipt.js';
import { safeJoin } from './safe-join.js';
import { isMissing, storeError } from './store-error.js';
import { syncFolder } from './sync-folder.js';

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
export interface ModelStore {
  /** Absolute folder that a model has or would have. */
  modelDir(source: string, baseName: string, version: string | undefined): string;
  /** Absolute path of the model itself: its file or folder. @throws ZooError `ERR_ZOO_MANIFEST_INVALID` */
  modelPath(source: string, baseName: string, version: string | undefined, baseFilename: string | undefined): string;
  /** Absolute path of a downloaded model. */
  pathOf(receipt: Receipt): string;
  /** The receipt of a model that is there, else `undefined`. Contents are not read. */
  readReceipt(source: string, baseName: string, version: string | undefined): Promise<Receipt | undefined>;
  /** All models that are there. @param onProblem Told of folders that hold none, and why. */
  list(onProblem?: (folder: string, problem: string) => void): Promise<readonly Receipt[]>;
  /** Makes a model out of blobs, in the place of an older one. Readers see the old one or the new one. */
  publish(model: ModelIdentity & { readonly files: readonly ReceiptFileInput[] }): Promise<Receipt>;
  /** Makes a model out of everything in a folder, which is moved into the store. */
  publishFolder(
    model: ModelIdentity & {
      readonly stagingDir: string;
      readonly signal?: AbortSignal | undefined;
      /** Throws when these are not the files that were wanted; nothing is published then. */
      readonly check?: ((files: readonly ReceiptFileInput[]) => void) | undefined;
    },
  ): Promise<Receipt>;
  /** Removes a model, and the blobs that no other needs. Gives the bytes that were freed. */
  delete(receipt: Receipt): Promise<number>;
  /** A new empty folder, on the same file system as the store. The caller removes it. */
  stagingDir(): Promise<string>;
}

export type ReceiptFileInput = Omit<ReceiptFile, 'origin'> & { readonly origin?: string | undefined };

const RECEIPT_FILE = 'receipt.json';

export function createModelStore(
  { root, modelsDir, tempDir }: Pick<HomeLayout, 'root' | 'modelsDir' | 'tempDir'>,
  blobs: BlobStore,
): ModelStore {
  function modelDir(source: string, baseName: string, version: string | undefined): string {
    const name = folderName(baseName);
    return join(modelsDir, folderName(source), version === undefined ? name : `${name}@${folderName(version)}`);
  }

  function modelPath(
    source: string,
    baseName: string,
    version: string | undefined,
    baseFilename: string | undefined,
  ): string {
    const folder = modelDir(source, baseName, version);
    return baseFilename === undefined ? folder : safeJoin(folder, baseFilename);
  }

  const dirOf = (model: Pick<Receipt, 'source' | 'baseName' | 'version'>): string =>
    modelDir(model.source, model.baseName, model.version);

  async function stagingDir(): Promise<string> {
    const folder = join(tempDir, randomUUID());
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
    } catch (error) {
      throw storeError(error, folder);
    }
    return folder;
  }

  async function list(onProblem?: (folder: string, problem: string) => void): Promise<Receipt[]> {
    const receipts: Receipt[] = [];
    for (const source of await namesIn(modelsDir)) {
      for (const name of await namesIn(join(modelsDir, source))) {
        if (name.startsWith('.')) continue;
        const folder = join(modelsDir, source, name);
        const found = await readWhole(folder);
        if (typeof found === 'string') onProblem?.(folder, found);
        else if (dirOf(found) !== folder) onProblem?.(folder, 'has the receipt of another model');
        else receipts.push(found);
      }
    }
    return receipts;
  }

  async function publish(model: ModelIdentity & { readonly files: readonly ReceiptFileInput[] }): Promise<Receipt> {
    const folder = dirOf(model);
    const path = modelPath(model.source, model.baseName, model.version, model.baseFilename);
    checkFiles(model.files);
    const staging = await stagingDir();
    try {
      const folders = new Set([staging]);
      for (const file of model.files) {
        const destination = safeJoin(staging, file.path);
        await mkdir(dirname(destination), { recursive: true, mode: 0o755 });
        for (let parent = dirname(destination); parent !== staging; parent = dirname(parent)) folders.add(parent);
        await blobs.link(file.sha256, destination);
      }
      const receipt = receiptSchema.parse({
        formatVersion: RECEIPT_VERSION,
        source: model.source,
        baseName: model.baseName,
        version: model.version,
        baseFilename: model.baseFilename,
        path: relative(root, path).split(sep).join('/'),
        files: model.files,
        ...(model.archives !== undefined && { archives: model.archives }),
        downloadedAt: new Date().toISOString(),
        treeDigest: model.treeDigest,
        revision: model.revision,
      });
      await writeDurably(join(staging, RECEIPT_FILE), `${JSON.stringify(receipt, null, 2)}\n`);
      for (const each of folders) await syncFolder(each);
      await replaceFolder(staging, folder, tempDir);
      return receipt;
    } catch (error) {
      throw storeError(error, folder);
    } finally {
      await rm(staging, { recursive: true, force: true }).catch(() => undefined);
    }
  }

  async function deleteModel(receipt: Receipt): Promise<number> {
    const folder = dirOf(receipt);
    try {
      await deleteFolder(folder, tempDir);
      // Only when it was the last model of its source.
      await rmdir(dirname(folder)).catch(() => undefined);
    } catch (error) {
      throw storeError(error, folder);
    }
    const needed = new Set((await list()).flatMap(({ files }) => files.map(({ sha256 }) => sha256)));
    let freedBytes = 0;
    for (const { sha256, sizeBytes } of receipt.files) {
      if (needed.has(sha256) || !(await blobs.has(sha256))) continue;
      await blobs.delete(sha256);
      freedBytes += sizeBytes;
    }
    return freedBytes;
  }

  return {
    modelDir,
    modelPath,
    pathOf: ({ source, baseName, version, baseFilename }) => modelPath(source, baseName, version, baseFilename),
    async readReceipt(source, baseName, version) {
      const folder = modelDir(source, baseName, version);
      const found = await readWhole(folder);
      return typeof found === 'string' || dirOf(found) !== folder ? undefined : found;
    },
    list,
    publish,
    async publishFolder({ stagingDir: folder, signal, check, ...model }) {
      try {
        const files = await adoptFolder(folder, blobs, { tempDir, signal });
        check?.(files);
        return await publish({ ...model, files });
      } catch (error) {
        throw storeError(error, folder);
      }
    },
    delete: deleteModel,
    stagingDir,
  };
}

const MOST_TRIES = 5;

/** The receipt in a folder whose files are all there, or what is the matter. */
async function readWhole(folder: string): Promise<Receipt | string> {
  let before = '';
  for (let attempt = 1; attempt <= MOST_TRIES; attempt += 1) {
    const receipt = await readReceiptIn(folder);
    if (receipt === undefined) return 'has no receipt that can be read';
    if (await isWhole(folder, receipt)) return receipt;
    // The model may have been replaced between the look at its receipt and at its files.
    const text = JSON.stringify(receipt);
    if (text === before) break;
    before = text;
  }
  return 'lacks a file, or has one of another size';
}

async function readReceiptIn(folder: string): Promise<Receipt | undefined> {
  const file = join(folder, RECEIPT_FILE);
  const text = await readText(file);
  if (text !== undefined) return receiptSchema.safeParse(parseJson(text)).data;
  // Either it is being replaced, and there again in a moment, or that was cut off.
  await restoreFolder(folder);
  return receiptSchema.safeParse(parseJson((await readText(file)) ?? '')).data;
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw storeError(error, file);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function isWhole(folder: string, { files }: Receipt): Promise<boolean> {
  for (const { path, sizeBytes } of files) {
    const stats = await lstat(safeJoin(folder, path)).catch(() => undefined);
    if (stats?.isFile() !== true || stats.size !== sizeBytes) return false;
  }
  return true;
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

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).toSorted();
  } catch (error) {
    if (isMissing(error)) return [];
    throw storeError(error, folder);
  }
}
