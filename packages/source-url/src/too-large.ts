import { ZooError } from '@modelzoo/core';

/** @param subject - What is too large, as the beginning of a sentence. */
export function tooLarge(subject: string, maxBytes: number): ZooError {
  return new ZooError('ERR_ZOO_ARCHIVE_LIMIT', `${subject} has more than ${String(maxBytes)} bytes.`, {
    hint:
      'Nothing was changed. Name the source itself, the folder or archive with manifest.json in it; ' +
      'large weights belong behind a URL in the manifest.',
    details: { limit: 'maxBytes', value: maxBytes },
  });
}
