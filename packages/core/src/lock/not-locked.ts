import { ZooError } from '../errors/zoo-error.js';
import type { ZooServices } from '../zoo-services.js';

/** The error for something that a lock file does not name. `what` is a full sentence. */
export function notLocked(what: string, file: string): ZooError {
  return new ZooError('ERR_ZOO_NOT_LOCKED', what, {
    hint: 'Nothing was changed. To take it in, run `zoo lock` with its name, and keep the new lock file.',
    details: { lockFile: file },
  });
}

/** Keeps sources as they are in a zoo that keeps to a lock file. @throws ZooError `ERR_ZOO_NOT_LOCKED` */
export function refuseInLockedZoo({ lock }: Pick<ZooServices, 'lock'>, what: string): void {
  if (lock !== undefined) throw notLocked(`This zoo keeps to ${lock.file}: ${what}.`, lock.file);
}
