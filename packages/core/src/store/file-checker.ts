import type { BigIntStats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ByteRange } from '../plugins/model-manager.js';
import { addRange } from './byte-ranges.js';
import { chunksOf } from './chunk-digests.js';
import { createHashPool } from './hash-pool.js';
import type { ReceiptFile } from './receipt.js';
import { isMissing } from './store-error.js';
import type { VerifiedFiles } from './verified-files.js';

/** What is wrong with a file on the disk. */
export type FileFault =
  /** There is nothing of that name. */
  | 'missing'
  /** A folder, a link or a device is in its place. */
  | 'not-a-file'
  | 'wrong-size'
  | 'wrong-bytes'
  /** The disk or its permissions do not let it be read. */
  | 'unreadable';

/** What a look at a file gave. */
export interface CheckedFile {
  /** `undefined`: it is what it has to be. */
  readonly fault: FileFault | undefined;
  /** Of what is there; `undefined` when there is nothing that can be read. */
  readonly sha256: string | undefined;
  /** Which stretches of a broken file are as they have to be, as far as that can be told. */
  readonly goodRanges: readonly ByteRange[];
}

/** What a file has to be. */
export type ExpectedFile = Pick<ReceiptFile, 'sha256' | 'sizeBytes' | 'chunks'>;

/** Finds out whether files are what they have to be. Every file is read once, whatever names it has. */
export interface FileChecker extends AsyncDisposable {
  /**
   * @param root Absolute folder above the file. A link between the two counts as something in the file's place.
   * @param onBytes Told how many bytes of the file are done, in all.
   */
  check(
    root: string,
    path: string,
    expected: ExpectedFile,
    onBytes?: (doneBytes: number) => void,
  ): Promise<CheckedFile>;
}

export interface FileCheckerOptions {
  /** How much may have to be read, in all. */
  readonly expectedBytes: number;
  /** Read also what is remembered, and by the digest of the whole in the place of those of its pieces. */
  readonly isThorough?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** @param verified What is remembered; what is found to be whole is added. */
export function createFileChecker(
  verified: Pick<VerifiedFiles, 'has' | 'add'>,
  { expectedBytes, isThorough = false, signal }: FileCheckerOptions,
): FileChecker {
  const pool = createHashPool(expectedBytes, signal);
  const checked = new Map<string, Promise<CheckedFile>>();

  async function read(
    path: string,
    stats: BigIntStats,
    expected: ExpectedFile,
    onBytes: (bytes: number) => void,
  ): Promise<CheckedFile> {
    const hasRightSize = stats.size === BigInt(expected.sizeBytes);
    const chunks = isThorough && hasRightSize ? [] : chunksOf(expected);
    const digests = await Promise.all(chunks.map(({ start, end }) => pool.digest({ path, start, end }, onBytes)));
    let goodRanges: readonly ByteRange[] = [];
    for (const [index, chunk] of chunks.entries()) {
      if (digests[index]?.sha256 === chunk.sha256) goodRanges = addRange(goodRanges, chunk);
    }
    const isWholeByChunks = chunks.length > 0 && goodRanges[0]?.end === expected.sizeBytes;
    const sha256 =
      hasRightSize && isWholeByChunks && goodRanges[0]?.start === 0
        ? expected.sha256
        : (await pool.digest({ path }, chunks.length === 0 ? onBytes : undefined)).sha256;
    if (sha256 === expected.sha256) {
      const after = await lstat(path, { bigint: true });
      // Somebody may have changed it meanwhile, and then nobody knows which of the two was read.
      if (after.ino === stats.ino && after.mtimeNs === stats.mtimeNs && after.size === stats.size) {
        verified.add(stats, sha256);
      }
      return { fault: undefined, sha256, goodRanges: [] };
    }
    return { fault: hasRightSize ? 'wrong-bytes' : 'wrong-size', sha256, goodRanges };
  }

  async function check(
    root: string,
    path: string,
    expected: ExpectedFile,
    onBytes: ((doneBytes: number) => void) | undefined,
  ): Promise<CheckedFile> {
    signal?.throwIfAborted();
    const stats = await statFile(root, path);
    if (typeof stats === 'string') return { fault: stats, sha256: undefined, goodRanges: [] };
    if (!isThorough && stats.size === BigInt(expected.sizeBytes) && verified.has(stats, expected.sha256)) {
      onBytes?.(expected.sizeBytes);
      return { fault: undefined, sha256: expected.sha256, goodRanges: [] };
    }
    const key = `${stats.dev} ${stats.ino} ${expected.sha256}`;
    let doneBytes = 0;
    let reading = checked.get(key);
    if (reading === undefined) {
      reading = read(path, stats, expected, (bytes) => onBytes?.((doneBytes += bytes))).catch((error: unknown) => {
        signal?.throwIfAborted();
        if (isMissing(error)) return { fault: 'missing', sha256: undefined, goodRanges: [] } as const;
        return { fault: 'unreadable', sha256: undefined, goodRanges: [] } as const;
      });
      checked.set(key, reading);
    }
    const result = await reading;
    onBytes?.(expected.sizeBytes);
    return result;
  }

  return {
    check,
    [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
  };
}

/** What is at a path, or what is wrong with it. */
async function statFile(root: string, path: string): Promise<BigIntStats | FileFault> {
  try {
    for (let folder = dirname(path); folder.length >= root.length; folder = dirname(folder)) {
      if (!(await lstat(folder)).isDirectory()) return 'not-a-file';
    }
    const stats = await lstat(path, { bigint: true });
    return stats.isFile() ? stats : 'not-a-file';
  } catch (error) {
    return isMissing(error) ? 'missing' : 'unreadable';
  }
}
