import { ZooError, type FileSink } from '@modelzoo/core';
import { openTarball, type TarballPart } from './open-tarball.js';
import type { RegistryClient } from './registry-client.js';
import { shownUrl } from './shown-url.js';

/** Where the bytes of a tarball go, and how they are asked for. */
export interface TarballTransfer {
  readonly sink: FileSink;
  /** Digest that the registry promises. Responses for one digest have the same bytes, whichever server sends them. */
  readonly integrity: string | undefined;
  readonly client: RegistryClient;
}

/**
 * Moves the bytes of a tarball into a sink, from where an earlier transfer ended if the registry can do that.
 * @throws ZooError `ERR_ZOO_FILE_NOT_FOUND`, `ERR_ZOO_SIZE_MISMATCH`, `ERR_ZOO_RESPONSE_INVALID` and those of the network
 */
export async function fetchTarball(url: string, { sink, integrity, client }: TarballTransfer): Promise<void> {
  const isOurs = integrity !== undefined && sink.resume?.validator === integrity;
  if (isOurs && leadingBytes(sink) === sink.resume.sizeBytes) return;
  let start = isOurs ? leadingBytes(sink) : 0;
  let hasProgressed = false;

  async function moveRest(): Promise<void> {
    hasProgressed = false;
    let part = await openTarball(url, start, client);
    await sink.begin({ validator: integrity, sizeBytes: part.sizeBytes });
    if (leadingBytes(sink) < part.start) {
      // The sink let go of bytes that were of other content, so that these do not connect.
      await part.cancel();
      part = await openTarball(url, 0, client);
      await sink.begin({ validator: integrity, sizeBytes: part.sizeBytes });
    }
    let position = Math.min(start, leadingBytes(sink));
    for await (const bytes of missingBytes(part, position)) {
      await sink.write(position, bytes);
      position += bytes.byteLength;
      start = position;
      hasProgressed = true;
    }
    if (part.sizeBytes !== undefined && position !== part.sizeBytes) throw wrongSize(url, part.sizeBytes, position);
  }

  await client.retry(shownUrl(url), moveRest, { hasProgressed: () => hasProgressed });
}

/** The bytes of a part from a position on, which lies inside it or at its end. */
async function* missingBytes({ start, bytes }: TarballPart, position: number): AsyncGenerator<Uint8Array> {
  let offset = start;
  for await (const chunk of bytes) {
    const known = Math.min(chunk.byteLength, Math.max(0, position - offset));
    if (known < chunk.byteLength) yield chunk.subarray(known);
    offset += chunk.byteLength;
  }
}

/** How many bytes are there without a gap from the beginning. */
function leadingBytes({ present: [first] }: FileSink): number {
  return first?.start === 0 ? first.end : 0;
}

function wrongSize(url: string, expectedBytes: number, actualBytes: number): ZooError {
  const message = `${new URL(url).host} sent ${actualBytes} of the ${expectedBytes} bytes that it promised.`;
  return new ZooError('ERR_ZOO_SIZE_MISMATCH', message, {
    hint: 'What has arrived is kept. Try again to fetch the rest.',
    details: { url: shownUrl(url), expectedBytes, actualBytes },
  });
}
