import { closeSync, fchmodSync, openSync, rmSync, writeSync } from 'node:fs';
import type { PromptDisk } from './prompt-disk.js';
import { forgiveModes, READ_ONLY } from './seal-file.js';

/**
 * Writes a small file here and now, which takes less time than to hand it over to another thread.
 *
 * @returns whether it is sealed as by `sealFile`: not on a disk that takes its time
 */
export function writeSealed(path: string, bytes: Uint8Array, disk: PromptDisk): boolean {
  const fd = openSync(path, 'wx', 0o600);
  let isWritten = false;
  try {
    for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done);
    const isSealed = disk.sync(fd);
    if (isSealed) sealModes(fd);
    isWritten = true;
    return isSealed;
  } finally {
    closeSync(fd);
    if (!isWritten) rmSync(path, { force: true });
  }
}

function sealModes(fd: number): void {
  try {
    fchmodSync(fd, READ_ONLY);
  } catch (error) {
    forgiveModes(error);
  }
}
