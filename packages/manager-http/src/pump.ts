import { responseBytes, ZooError, type FileSink } from '@modelzoo/core';
import type { Segment } from './segments.js';

/**
 * Moves the body of an answer into the sink, until the segment's end: wherever that is by then, since others may take
 * over the rest. `end` is infinite where nobody knows the length.
 *
 * @throws ZooError `ERR_ZOO_SIZE_MISMATCH`
 */
export async function pump(
  response: Response,
  sink: FileSink,
  segment: Segment,
  url: URL,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const promisedEnd = segment.end;
  for await (const bytes of responseBytes(response)) {
    const wasShortened = segment.end < promisedEnd;
    if (segment.position + bytes.byteLength > segment.end && !wasShortened) {
      throw wrongSize(url, promisedEnd, 'went on after', true);
    }
    const wanted = bytes.subarray(0, segment.end - segment.position);
    await sink.write(segment.position, wanted);
    onBytes(wanted.byteLength);
    segment.position += wanted.byteLength;
    // Leaving the loop cancels the body.
    if (wasShortened && segment.position >= segment.end) return;
  }
  if (Number.isFinite(segment.end) && segment.position < segment.end) {
    throw wrongSize(url, promisedEnd, `ended after ${String(segment.position)} of`);
  }
}

function wrongSize(url: URL, expectedBytes: number, what: string, isLasting = false): ZooError {
  return new ZooError(
    'ERR_ZOO_SIZE_MISMATCH',
    `The file ${url.pathname} from ${url.host} ${what} ${String(expectedBytes)} bytes.`,
    {
      hint: 'What is good of it is kept. Try again; if this repeats, tell the author of the source.',
      details: { host: url.host, path: url.pathname, expectedBytes, ...(isLasting && { isLasting }) },
    },
  );
}
