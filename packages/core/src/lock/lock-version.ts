/** Version of the lock files that this core writes. Older ones are read for ever; newer ones are refused. */
export const LOCK_VERSION = 1;

/** More than this is no lock file, and not worth the time to look at. */
export const MOST_LOCK_CHARACTERS = 64 * 1024 * 1024;
