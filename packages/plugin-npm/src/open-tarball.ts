import { ZooError } from '@modelzoo/core';
import { contentLength, contentRange, unsatisfiedSize } from './content-range.js';
import type { RegistryClient } from './registry-client.js';

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

/**
 * Asks for a tarball from a position on. A server that knows no ranges sends all of it, so that the part begins earlier.
 * @throws ZooError `ERR_ZOO_FILE_NOT_FOUND`, `ERR_ZOO_RESPONSE_INVALID` and those of the network
 */
export async function openTarball(url: string, start: number, client: RegistryClient): Promise<TarballPart> {
  const response = await client.request(url, {
    subject: `the tarball ${url}`,
    notFound: 'ERR_ZOO_FILE_NOT_FOUND',
    accepted: start > 0 ? [200, 206, 416] : [200],
    ...(start > 0 && { headers: { range: `bytes=${start}-` } }),
  });
  const bytes = response.body ?? [];
  const cancel = async (): Promise<void> => response.body?.cancel();
  if (response.status === 200) return { start: 0, sizeBytes: contentLength(response), bytes, cancel };
  if (response.status === 416) {
    await cancel();
    // Nothing is missing when the whole ends where we are; else what we have is of something else.
    if (unsatisfiedSize(response) !== start) return openTarball(url, 0, client);
    return { start, sizeBytes: start, bytes: [], cancel };
  }
  const range = contentRange(response);
  if (range?.start === start) return { start, sizeBytes: range.sizeBytes, bytes, cancel };
  await cancel();
  throw new ZooError(
    'ERR_ZOO_RESPONSE_INVALID',
    `${new URL(url).host} sent another part of a file than was asked for.`,
    {
      hint: 'What had arrived before is kept. Tell whoever runs the registry.',
      details: { url, start, contentRange: response.headers.get('content-range') },
    },
  );
}
