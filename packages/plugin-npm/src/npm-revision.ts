import { ZooError } from '@modelzoo/core';

/** A version and the digest of its bytes: what a revision of an npm source is made of. */
export interface NpmRevision {
  readonly version: string;
  /** `sha512-<base64>`. */
  readonly integrity: string;
}

/** `1.4.2+sha512-<base64>`. */
export function formatRevision({ version, integrity }: NpmRevision): string {
  return `${version}+${integrity}`;
}

/** @throws ZooError `ERR_ZOO_REVISION_NOT_FOUND` for a text that {@link formatRevision} does not write */
export function parseRevision(revision: string): NpmRevision {
  // A version may have a plus sign of its own; a digest has no dash, so that the last one is found.
  const [, version, integrity] = /^(.+)\+((?:sha512|sha384|sha256|sha1)-[A-Za-z0-9+/]+={0,2})$/.exec(revision) ?? [];
  if (version !== undefined && integrity !== undefined) return { version, integrity };
  throw new ZooError('ERR_ZOO_REVISION_NOT_FOUND', `${revision} is no revision of an npm package.`, {
    hint: 'Register the source again to find its current revision.',
    details: { revision },
  });
}
