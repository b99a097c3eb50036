import { resolveArchiveLimits } from '../archive/archive-limits.js';
import { ZooError } from '../errors/zoo-error.js';
import type { GuardedRequestInit } from '../plugins/plugin-context.js';
import { shownUrl } from './shown-url.js';

/** The largest answers of an API that are honest, lists of all versions of a package, stay far below. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
/** An archive that is stored rather than packed is larger than what comes out of it: names, padding. */
const ARCHIVE_OVERHEAD = 2;

/** How much of a body may come, and what is said when more does. */
export interface BodyLimit {
  readonly maxBytes: number;
  tooLarge(url: URL): ZooError;
}

/**
 * The limit of each kind of body.
 *
 * @param maxSourceBytes - Bytes that may come out of an archive. Default: as for `ArchiveLimits`.
 */
export function bodyLimit(
  expects: NonNullable<GuardedRequestInit['expects']>,
  maxSourceBytes: number = resolveArchiveLimits().maxBytes,
): BodyLimit {
  switch (expects) {
    case 'answer':
      return { maxBytes: MAX_ANSWER_BYTES, tooLarge: answerTooLarge };
    case 'archive':
      return {
        maxBytes: maxSourceBytes * ARCHIVE_OVERHEAD,
        tooLarge: (url) => archiveTooLarge(url, maxSourceBytes * ARCHIVE_OVERHEAD),
      };
    case 'weights':
      // Whoever writes them counts them, against what the manifest and the server promise.
      return { maxBytes: Number.POSITIVE_INFINITY, tooLarge: answerTooLarge };
  }
}

function answerTooLarge(url: URL): ZooError {
  return new ZooError('ERR_ZOO_RESPONSE_INVALID', `The answer of ${url.host} is larger than any answer should be.`, {
    hint: 'Nothing was kept of it. Check the URL. A plugin that meant to fetch an archive or weights has to say so.',
    details: { host: url.host, url: shownUrl(url), maxBytes: MAX_ANSWER_BYTES },
  });
}

function archiveTooLarge(url: URL, maxBytes: number): ZooError {
  return new ZooError(
    'ERR_ZOO_ARCHIVE_LIMIT',
    `The archive from ${url.host} is larger than ${String(maxBytes)} bytes, twice what a source may hold.`,
    {
      hint: 'Nothing was kept of it. If that is what you want, raise archiveLimits.maxBytes.',
      details: { host: url.host, url: shownUrl(url), limit: 'maxBytes', maxBytes },
    },
  );
}
