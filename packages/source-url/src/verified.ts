import { createHash } from 'node:crypto';
import { ZooError } from '@modelzoo/core';

/** What the bytes of a stream have to be. */
export interface ExpectedContent {
  /** 64 lower-case hex digits. */
  readonly sha256: string;
  readonly subject: string;
  /** Whether the user wrote the digest. Otherwise it was learnt a moment ago. */
  readonly isPinned: boolean;
}

/** Hands bytes on, and fails after the last one when they were not the expected. */
export async function* verified(
  stream: AsyncIterable<Uint8Array>,
  { sha256, subject, isPinned }: ExpectedContent,
): AsyncGenerator<Uint8Array, void, undefined> {
  const hash = createHash('sha256');
  for await (const bytes of stream) {
    hash.update(bytes);
    yield bytes;
  }
  const actualSha256 = hash.digest('hex');
  if (actualSha256 !== sha256) throw digestMismatch({ sha256, subject, isPinned }, actualSha256);
}

export function digestMismatch({ sha256, subject, isPinned }: ExpectedContent, actualSha256: string): ZooError {
  return new ZooError(
    'ERR_ZOO_DIGEST_MISMATCH',
    isPinned
      ? `The archive ${subject} is not what its sha256 says.`
      : `The archive ${subject} changed while it was being read.`,
    {
      hint: isPinned
        ? 'Nothing was kept. The file was replaced, or the digest was meant for another one.'
        : 'Nothing was kept. Try again; a server that never sends the same bytes twice cannot be a source.',
      details: { subject, expectedSha256: sha256, actualSha256 },
    },
  );
}
