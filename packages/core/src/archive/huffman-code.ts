import type { BitReader } from './bit-reader.js';
import { damagedCompression } from './through-zlib.js';

/** A canonical Huffman code of at most 20 bits. */
export interface HuffmanCode {
  /** In the order of their codes. */
  readonly symbols: Uint16Array;
  readonly shortest: number;
  readonly longest: number;
  /** For each length: its last code. */
  readonly last: Int32Array;
  /** For each length: what leads from a code to the place of its symbol. */
  readonly offsets: Int32Array;
}

const MAX_BITS = 20;

/** @param lengths Bits of each symbol's code, from 1 to 20. */
export function createHuffmanCode(lengths: Uint8Array): HuffmanCode {
  const counts = new Uint16Array(MAX_BITS + 1);
  for (const length of lengths) counts[length] = (counts[length] ?? 0) + 1;
  const symbols = Uint16Array.from(lengths.keys()).toSorted((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0) || a - b);
  const shortest = Math.min(...lengths);
  const longest = Math.max(...lengths);
  const last = new Int32Array(MAX_BITS + 1);
  const offsets = new Int32Array(MAX_BITS + 1);
  for (let length = shortest, code = 0, place = 0; length <= longest; length += 1) {
    const count = counts[length] ?? 0;
    offsets[length] = place - code;
    code += count;
    place += count;
    last[length] = code - 1;
    code *= 2;
  }
  return { symbols, shortest, longest, last, offsets };
}

/** The next symbol. @throws ZooError `ERR_ZOO_ARCHIVE_INVALID`; OutOfBits */
export function readSymbol(bits: BitReader, { symbols, shortest, longest, last, offsets }: HuffmanCode): number {
  // What follows the last code of a stream is longer than any code, so that there are always as many bits.
  const window = bits.peek(MAX_BITS);
  for (let length = shortest; length <= longest; length += 1) {
    const code = window >>> (MAX_BITS - length);
    if (code > (last[length] ?? -1)) continue;
    const symbol = symbols[code + (offsets[length] ?? 0)];
    if (symbol === undefined) break;
    bits.skip(length);
    return symbol;
  }
  throw damagedCompression();
}
