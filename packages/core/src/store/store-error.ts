import { ZooError } from '../errors/zoo-error.js';

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'it is on a read-only file system',
  EIO: 'the disk reports an error',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  EFBIG: 'it would be larger than a file may be here',
  ENAMETOOLONG: 'its name is too long for this file system',
  ENOTDIR: 'something that is no folder is in the way',
  EISDIR: 'a folder is in the way',
  EEXIST: 'something else is there',
  ENOTEMPTY: 'something else is there',
  EBUSY: 'another program is using it',
  ETXTBSY: 'another program is using it',
  ELOOP: 'links lead in a circle',
  EXDEV: 'it is on another file system',
  ENOENT: 'it is not there any more',
  ESTALE: 'the network file system lost it',
  EINVAL: 'the file system does not take it',
};

const nextSteps: Readonly<Record<string, string>> = {
  EACCES: 'Let your user write the folder, or choose another home folder with MODELZOO_HOME.',
  EPERM: 'Let your user write the folder, or choose another home folder with MODELZOO_HOME.',
  EROFS:
    'Choose a home folder that can be written with MODELZOO_HOME; this one can be read below it with MODELZOO_LAYERS.',
  EIO: 'The disk may be failing: look after it, and then read everything again with `zoo verify --full`.',
  EMFILE: 'Raise the limit on open files (`ulimit -n`), or run fewer things at once.',
  ENFILE: 'Raise the limit on open files of this machine, or run fewer things at once.',
};

/**
 * Turns an error of the file system into one for users; any other value comes back as it is.
 *
 * @param path What was read or written, for an error that does not say.
 * @returns what to throw: a ZooError `ERR_ZOO_NO_SPACE` or `ERR_ZOO_STORE_IO`, or `error` itself
 */
export function storeError(error: unknown, path: string): unknown {
  if (ZooError.is(error) || !(error instanceof Error)) return error;
  const { code, path: ownPath = path } = error as NodeJS.ErrnoException;
  if (code === undefined) return error;
  const details = { path: ownPath, code };
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new ZooError('ERR_ZOO_NO_SPACE', `There is no space left to write ${ownPath}.`, {
      hint: 'What was there before is still there. Free some space, or choose another home folder with MODELZOO_HOME.',
      details,
      cause: error,
    });
  }
  if (!Object.hasOwn(reasons, code)) return error;
  return new ZooError('ERR_ZOO_STORE_IO', `${ownPath} cannot be read or written: ${reasons[code] ?? code}.`, {
    hint: `What was there before is still there. ${nextSteps[code] ?? 'Check the folder, or choose another home folder with MODELZOO_HOME.'}`,
    details,
    cause: error,
  });
}

/** Whether an error of the file system says that there is nothing of that name. */
export function isMissing(error: unknown): boolean {
  return hasErrorCode(error, 'ENOENT', 'ENOTDIR');
}

/** Whether an error of the file system has one of these codes. */
export function hasErrorCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
