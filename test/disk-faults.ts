import type { ZooErrorCode } from '@modelzoo/core';

/** What a disk answers while a model is stored, what comes of it, and the words for both in `docs/downloads.md`. */
export interface DiskFault {
  readonly fault: string;
  readonly happens: string;
  readonly errno: string;
  readonly code: ZooErrorCode;
  /** For `strace --inject`; `exhaust`: the process has as many files open as it may. */
  readonly inject: string;
}

/** Every row of the table of faults of the disk; the tests make each of them happen. */
export const diskFaults: readonly DiskFault[] = [
  {
    fault: 'The disk is full, or the quota',
    happens: 'told; with sizes that are known, before the first byte',
    errno: 'ENOSPC',
    code: 'ERR_ZOO_NO_SPACE',
    inject: 'mkdir:error=ENOSPC',
  },
  {
    fault: 'This user may not write there',
    happens: 'told, with the folder and what to do',
    errno: 'EACCES',
    code: 'ERR_ZOO_STORE_IO',
    inject: 'mkdir:error=EACCES',
  },
  {
    fault: 'The file system is read-only',
    happens: 'told; what is there can still be found and loaded',
    errno: 'EROFS',
    code: 'ERR_ZOO_STORE_IO',
    inject: 'rename:error=EROFS',
  },
  {
    fault: 'Too many files are open',
    happens: 'told, with the limit to raise',
    errno: 'EMFILE',
    code: 'ERR_ZOO_STORE_IO',
    inject: 'exhaust',
  },
  {
    fault: 'The disk reports an error while it is synced',
    happens: 'told; what was not synced gets no name, and is not believed later',
    errno: 'EIO',
    code: 'ERR_ZOO_STORE_IO',
    inject: 'fsync:error=EIO',
  },
];
