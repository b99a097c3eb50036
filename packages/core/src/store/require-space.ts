import { statfs } from 'node:fs/promises';
import { ZooError } from '../errors/zoo-error.js';

/**
 * Stops what would not fit. File systems that do not say how much is free are believed to have enough: writing tells then.
 *
 * @param folder Absolute, and there: where the bytes will lie.
 * @param subject What needs the space, for the message.
 * @throws ZooError `ERR_ZOO_NO_SPACE`
 */
export async function requireSpace(folder: string, neededBytes: number, subject: string): Promise<void> {
  const freeBytes = await freeBytesOf(folder);
  if (freeBytes === undefined || neededBytes <= freeBytes) return;
  const message = `${subject} needs ${formatBytes(neededBytes)} more, and only ${formatBytes(freeBytes)} are free in ${folder}.`;
  throw new ZooError('ERR_ZOO_NO_SPACE', message, {
    hint: 'It was stopped before it filled the disk. Free some space (`zoo du` and `zoo gc` help), or choose another home folder with MODELZOO_HOME.',
    details: { path: folder, neededBytes, freeBytes },
  });
}

/** What this user may still write, in bytes; `undefined` where nobody knows. */
export async function freeBytesOf(folder: string): Promise<number | undefined> {
  const stats = await statfs(folder, { bigint: true }).catch(() => undefined);
  return stats === undefined || stats.blocks === 0n ? undefined : Number(stats.bavail * stats.bsize);
}

/** For messages: `1.5 MB`. */
export function formatBytes(bytes: number): string {
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
