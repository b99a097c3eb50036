import type { ZooErrorCode } from '@modelzoo/core';
import { contentLength, contentRange, unsatisfiedSize } from './content-range.js';
import type { RegistryClient } from './registry-client.js';
import { shownUrl } from './shown-url.js';

/** The end of a tarball, as one response brings it. */
export interface TarballPart {
  /** Position of its first byte. */
  readonly start: number;
  /** Of the whole tarball, when the server says. */
  readonly sizeBytes: number | undefined;
  readonly bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /** Lets go of a response that is not going to be read. */
  cancel(): Promise<void>;
}

/** What a tarball is to whoever wants it. */
export interface TarballSubject {
  readonly subject: string;
  /** What it means when it is not there. */
  readonly notFound: ZooErrorCode;
}

/**
 * Asks for a tarball from a position on. A server that does not give what was asked for is asked for all of it, so that
 * the part begins earlier.
 * @throws ZooError `notFound`, `ERR_ZOO_RESPONSE_INVALID` and those of the network
 */
export async function openTarball(
  url: string,
  start: number,
  client: RegistryClient,
  wanted: TarballSubject = { subject: `the tarball ${shownUrl(url)}`, notFound: 'ERR_ZOO_FILE_NOT_FOUND' },
): Promise<TarballPart> {
  const response = await client.request(url, {
    ...wanted,
    expects: 'weights',
    accepted: start > 0 ? [200, 206, 416] : [200],
    ...(start > 0 && { headers: { range: `bytes=${start}-` } }),
  });
  const bytes = response.body ?? [];
  const cancel = async (): Promise<void> => response.body?.cancel();
  if (response.status === 200) return { start: 0, sizeBytes: contentLength(response), bytes, cancel };
  const range = contentRange(response);
  if (response.status === 206 && range?.start === start) return { start, sizeBytes: range.sizeBytes, bytes, cancel };
  await cancel();
  // Nothing is missing when the whole ends where we are.
  if (unsatisfiedSize(response) === start) return { start, sizeBytes: start, bytes: [], cancel };
  return openTarball(url, 0, client, wanted);
}
