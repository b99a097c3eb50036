import { digestFile } from './digest.js';
import type { FollowedDigests, HashFollower, HashFollowers } from './hash-followers.js';

/** Hashes a file while it is written, as far as it is worth it. */
export interface PartialHash {
  /** Everything of the file at `path` before `end` is there. */
  advance(path: string, end: number): void;
  /** The digests of the file, which is complete. @throws the signal's reason, ZooError `ERR_ZOO_STORE_IO` */
  digest(path: string, sizeBytes: number, signal: AbortSignal | undefined): Promise<FollowedDigests>;
  /** What was hashed is not what is going to be there. */
  reset(): void;
}

/** Less is read again at the end, more quickly than it could be told to a thread. */
const WORTH_FOLLOWING_BYTES = 8 * 1024 * 1024;

export function createPartialHash(followers: HashFollowers): PartialHash {
  let follower: HashFollower | undefined;

  function reset(): void {
    follower?.stop();
    follower = undefined;
  }

  return {
    advance(path, end) {
      if (end < WORTH_FOLLOWING_BYTES) return;
      follower ??= followers.follow(path);
      follower.advance(end);
    },
    async digest(path, sizeBytes, signal) {
      const followed = await follower?.finish(sizeBytes, signal);
      reset();
      if (followed !== undefined) return followed;
      const { sha256 } = await digestFile(path, { end: sizeBytes, signal });
      return { sha256, chunks: undefined };
    },
    reset,
  };
}
