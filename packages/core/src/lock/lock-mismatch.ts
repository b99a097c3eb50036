import { ZooError, type ErrorDetail } from '../errors/zoo-error.js';

/** What is not as it is locked: a source, a model of one, a file of one. */
export interface LockedThing {
  readonly file: string;
  readonly source: string;
  readonly model?: string | undefined;
}

/** The error for something that is not what the lock file says. `what` is a full sentence that names it. */
export function lockMismatch(
  what: string,
  { file, source, model }: LockedThing,
  details: Readonly<Record<string, ErrorDetail>> = {},
  cause?: unknown,
): ZooError {
  return new ZooError('ERR_ZOO_LOCK_MISMATCH', what, {
    hint:
      `Nothing of it was installed. Find out why it changed; if the new content is right, take it in with ` +
      '`zoo update-source` and `zoo lock`.',
    details: { lockFile: file, source, ...(model !== undefined && { model }), ...details },
    cause,
  });
}

const MOVED: ReadonlySet<string> = new Set([
  'ERR_ZOO_DIGEST_MISMATCH',
  'ERR_ZOO_METADATA_WRONG',
  'ERR_ZOO_SIZE_MISMATCH',
  'ERR_ZOO_REVISION_NOT_FOUND',
]);

/** Whether an error says that the locked content is not to be had, and something else is. */
export function isMoved(error: unknown): error is ZooError {
  return ZooError.is(error) && MOVED.has(error.code);
}
