import { ZooError } from '@modelzoo/core';

/** A packet of git's protocol: a line of data, or one of the marks between sections. */
export type Packet =
  | { readonly kind: 'data'; readonly bytes: Uint8Array }
  | { readonly kind: 'flush' }
  | { readonly kind: 'delimiter' }
  | { readonly kind: 'response-end' };

/** The mark at the end of a message. */
export const FLUSH = '0000';
/** The mark between the sections of a message. */
export const DELIMITER = '0001';

const LENGTH_DIGITS = 4;
/** The longest packet that git allows, with its length. */
const MAX_PACKET_BYTES = 65_520;
const marks: ReadonlyMap<number, Packet> = new Map([
  [0, { kind: 'flush' }],
  [1, { kind: 'delimiter' }],
  [2, { kind: 'response-end' }],
]);

/** A packet of text, as git writes one. The text must be short and of ASCII or UTF-8; a newline is added. */
export function formatPacket(text: string): string {
  const sizeBytes = Buffer.byteLength(text) + 1 + LENGTH_DIGITS;
  if (sizeBytes > MAX_PACKET_BYTES) throw new RangeError('The text is too long for a packet.');
  return `${sizeBytes.toString(16).padStart(LENGTH_DIGITS, '0')}${text}\n`;
}

/**
 * Reads packets as they arrive, keeping no more than one. Leaving the loop early closes the stream.
 *
 * @param maxBytes - what may be read in all
 * @throws ZooError `ERR_ZOO_RESPONSE_INVALID` when a length is no length, the stream ends within a packet, or there is
 *   more than `maxBytes`
 * @see https://git-scm.com/docs/protocol-common#_pkt_line_format
 */
export async function* readPackets(stream: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Packet> {
  let pending = Buffer.alloc(0);
  let sizeBytes = 0;
  for await (const chunk of stream) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > maxBytes) throw invalid('is longer than expected');
    pending = pending.byteLength === 0 ? Buffer.from(chunk) : Buffer.concat([pending, chunk]);
    let start = 0;
    while (pending.byteLength - start >= LENGTH_DIGITS) {
      const length = readLength(pending.toString('latin1', start, start + LENGTH_DIGITS));
      const mark = marks.get(length);
      if (mark === undefined && pending.byteLength - start < length) break;
      if (mark === undefined) yield { kind: 'data', bytes: pending.subarray(start + LENGTH_DIGITS, start + length) };
      else yield mark;
      start += mark === undefined ? length : LENGTH_DIGITS;
    }
    pending = pending.subarray(start);
  }
  if (pending.byteLength > 0) throw invalid('ends within a packet');
}

/** The text of a packet, without the newline that may end it. */
export function packetText(packet: Packet): string | undefined {
  return packet.kind === 'data' ? Buffer.from(packet.bytes).toString('utf8').replace(/\n$/, '') : undefined;
}

function readLength(digits: string): number {
  const length = /^[\da-f]{4}$/i.test(digits) ? Number.parseInt(digits, 16) : Number.NaN;
  // Three is no mark, and a packet of nothing would never end a loop.
  if (length <= 2 || (length >= LENGTH_DIGITS && length <= MAX_PACKET_BYTES)) return length;
  throw invalid('has a packet without a length');
}

function invalid(what: string): ZooError {
  return new ZooError('ERR_ZOO_RESPONSE_INVALID', `The answer of the git server ${what}.`, {
    hint: 'Check that the address of the server is right. Nothing was changed.',
  });
}
