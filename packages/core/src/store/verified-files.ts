import type { BigIntStats } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { writeFileAtomic } from './atomic-write.js';
import type { HomeLayout } from './home-layout.js';

/**
 * Remembers which files were read and found to be whole, by device, inode, size and time of change in nanoseconds, so
 * that they need not be read again. It forgets after a while: a disk that rots changes no time.
 */
export interface VerifiedFiles {
  has(stats: FileIdentity, sha256: string): boolean;
  /** @param stats As they were before and after the file was read. */
  add(stats: FileIdentity, sha256: string): void;
  /** Writes what was added down, where that is possible. */
  save(): Promise<void>;
}

/** What of `stat` with `bigint: true` tells one state of a file from others. */
export type FileIdentity = Pick<BigIntStats, 'dev' | 'ino' | 'size' | 'mtimeNs'>;

const FORGOTTEN_AFTER_MS = 30 * 86_400_000;

const recordSchema = z.object({
  sizeBytes: z.string(),
  mtimeNs: z.string(),
  sha256: z.string(),
  /** Milliseconds since 1970. */
  verifiedAt: z.number(),
});
type VerifiedRecord = z.output<typeof recordSchema>;
const fileSchema = z.object({
  formatVersion: z.literal(1),
  /** By device and inode. */
  files: z.record(z.string(), recordSchema),
});

/** Reads what is remembered. A file that cannot be read is as good as none. */
export async function openVerifiedFiles({ verifiedFile }: Pick<HomeLayout, 'verifiedFile'>): Promise<VerifiedFiles> {
  const known = await read(verifiedFile);
  const added = new Map<string, VerifiedRecord>();
  return {
    has(stats, sha256) {
      const record = added.get(keyOf(stats)) ?? known.get(keyOf(stats));
      return record?.sizeBytes === `${stats.size}` && record.mtimeNs === `${stats.mtimeNs}` && record.sha256 === sha256;
    },
    add(stats, sha256) {
      const verifiedAt = Date.now();
      if (!isSettled(stats, verifiedAt)) return;
      added.set(keyOf(stats), { sizeBytes: `${stats.size}`, mtimeNs: `${stats.mtimeNs}`, sha256, verifiedAt });
    },
    async save() {
      if (added.size === 0) return;
      // Another process may have written in the meantime. What is lost when two write at once is read again some time.
      const files = Object.fromEntries([...(await read(verifiedFile)), ...added]);
      // In a home that can only be read nothing is remembered.
      await writeFileAtomic(verifiedFile, JSON.stringify({ formatVersion: 1, files })).catch(() => undefined);
    },
  };
}

/**
 * Whether another change of the file would surely change its time: the clocks of file systems tick between each
 * millisecond and every two seconds.
 */
function isSettled({ mtimeNs }: FileIdentity, nowMs: number): boolean {
  const ticksSlowly = mtimeNs % 1_000_000_000n === 0n;
  return nowMs - Number(mtimeNs / 1_000_000n) > (ticksSlowly ? 2000 : 20);
}

async function read(file: string): Promise<Map<string, VerifiedRecord>> {
  try {
    const { files } = fileSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    const oldest = Date.now() - FORGOTTEN_AFTER_MS;
    return new Map(
      Object.entries(files).filter(([, { verifiedAt }]) => verifiedAt > oldest && verifiedAt <= Date.now()),
    );
  } catch {
    return new Map();
  }
}

function keyOf({ dev, ino }: FileIdentity): string {
  return `${dev}:${ino}`;
}
