import { fsyncSync } from 'node:fs';

/**
 * A disk that may answer at once: one in memory, or one that keeps what it was given without power. Then it costs less to wait
 * for it than to have another thread wait, which counts where there are thousands of small files.
 */
export interface PromptDisk {
  /**
   * Waits until an open file is on the disk. `false`: nothing was done, since this disk takes its time; ask it from another
   * thread.
   */
  sync(fd: number): boolean;
}

/** So long it may take altogether, and for each sync: then it is not prompt. */
const ONCE_MS = 10;
const EACH_MS = 0.2;

export function createPromptDisk(): PromptDisk {
  let allowedMs = ONCE_MS;
  return {
    sync(fd) {
      if (allowedMs < 0) return false;
      const startMs = performance.now();
      fsyncSync(fd);
      allowedMs += EACH_MS - (performance.now() - startMs);
      return true;
    },
  };
}
