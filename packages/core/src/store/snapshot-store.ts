import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { abortable } from '../archive/abortable.js';
import type { TreeFile } from '../archive/archive-entry.js';
import { resolveArchiveLimits, type ArchiveLimits } from '../archive/archive-limits.js';
import { createEntryCheck } from '../archive/entry-check.js';
import { extractTree } from '../archive/extract-archive.js';
import type { ArchiveInput } from '../archive/open-archive.js';
import { createTreeWriter } from '../archive/tree-writer.js';
import type { SourceFile } from '../plugins/source-provider.js';
import type { HomeLayout } from './home-layout.js';
import { publishRename } from './publish-rename.js';
import { createSnapshotFolders, type SnapshotFolders } from './snapshot-folders.js';
import { hasErrorCode, isMissing, storeError } from './store-error.js';
import { treeDigest } from './tree-digest.js';
import { makeFolder, shareTree } from './make-folder.js';

export interface SnapshotOptions {
  readonly limits?: Partial<ArchiveLimits> | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told of what was left out: links. */
  readonly onNotice?: ((message: string) => void) | undefined;
}

/** Content that is in the store now. */
export interface Snapshot {
  readonly treeDigest: string;
  readonly files: readonly TreeFile[];
}

/** The content of sources, one folder per {@link treeDigest}. A snapshot is whole, and never changes. */
export interface SnapshotStore extends SnapshotFolders {
  /** Takes in an archive, without the one folder that holds everything else. Same errors as `extractArchive`. */
  addArchive(archive: ArchiveInput, options?: SnapshotOptions): Promise<Snapshot>;
  /** Takes in files one by one, under the rules for the entries of archives. */
  addFiles(files: AsyncIterable<SourceFile>, options?: SnapshotOptions): Promise<Snapshot>;
  /** Takes in a folder, by moving it. The caller has found out that it has that digest, and it is on the disk. */
  adopt(folder: string, digest: string): Promise<void>;
  /**
   * Does nothing when it is not there.
   *
   * @param isNeeded Asked once the snapshot has been taken away; it comes back if somebody needs it after all.
   */
  delete(digest: string, isNeeded?: () => Promise<boolean>): Promise<void>;
}

export function createSnapshotStore({
  sourcesDir,
  tempDir,
}: Pick<HomeLayout, 'sourcesDir' | 'tempDir'>): SnapshotStore {
  const folders = createSnapshotFolders({ sourcesDir });
  const { pathOf, has } = folders;

  async function giveName(folder: string, digest: string): Promise<void> {
    await shareTree(folder, sourcesDir);
    await publishRename(folder, pathOf(digest)).catch(async (error: unknown) => {
      // The same content is there already, perhaps since a moment ago.
      if (!hasErrorCode(error, 'ENOTEMPTY', 'EEXIST', 'EPERM') || !(await has(digest))) throw error;
    });
  }

  /** Lets `fill` make a tree at a new path, and gives it its name. */
  async function publish(fill: (folder: string) => Promise<readonly TreeFile[]>): Promise<Snapshot> {
    const staging = join(tempDir, randomUUID());
    try {
      await makeFolder(tempDir);
      await makeFolder(sourcesDir);
      const files = await fill(staging);
      const digest = treeDigest(files);
      await giveName(staging, digest);
      return { treeDigest: digest, files };
    } catch (error) {
      throw storeError(error, sourcesDir);
    } finally {
      await rm(staging, { recursive: true, force: true }).catch(() => undefined);
    }
  }

  return {
    ...folders,
    addArchive(archive, options = {}) {
      return publish(async (folder) => {
        const tree = await extractTree(archive, folder, {
          ...options,
          stripTopFolder: true,
          readOnly: true,
          durable: true,
        });
        return tree.files;
      });
    },
    addFiles(files, options = {}) {
      return publish((folder) => writeFiles(files, folder, options));
    },
    async adopt(folder, digest) {
      try {
        await makeFolder(sourcesDir);
        await giveName(folder, digest);
      } catch (error) {
        throw storeError(error, sourcesDir);
      }
    },
    async delete(digest, isNeeded = async () => false) {
      const gone = join(tempDir, randomUUID());
      try {
        await makeFolder(tempDir);
        // Under its name it is whole or not there.
        await rename(pathOf(digest), gone);
        if (await isNeeded()) await giveName(gone, digest);
        await rm(gone, { recursive: true, force: true });
      } catch (error) {
        if (!isMissing(error)) throw storeError(error, pathOf(digest));
      }
    },
  };
}

async function writeFiles(
  files: AsyncIterable<SourceFile>,
  folder: string,
  { limits, signal }: SnapshotOptions,
): Promise<readonly TreeFile[]> {
  const check = createEntryCheck(resolveArchiveLimits({ ...limits, maxRatio: Number.POSITIVE_INFINITY }));
  await mkdir(folder, { mode: 0o755 });
  const writer = createTreeWriter(folder, { check, signal, readOnly: true, durable: true });
  try {
    for await (const file of files) {
      signal?.throwIfAborted();
      const decision = check.check({ path: file.path, type: 'file', sizeBytes: undefined, executable: false });
      if (decision.action !== 'file') continue;
      await writer.file(decision.path, decision.executable, {
        body: () => abortable(file.open(), signal),
        sizeBytes: undefined,
      });
    }
    // A folder may well be empty. What a source has to hold is for its reader to say.
    return await writer.finish();
  } finally {
    await writer.settle();
  }
}
