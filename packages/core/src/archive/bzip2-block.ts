import { unsupportedArchive } from './archive-error.js';
import type { BitReader } from './bit-reader.js';
import { createHuffmanCode, readSymbol, type HuffmanCode } from './huffman-code.js';
import { damagedCompression } from './through-zlib.js';

/** A block as it comes out of the Huffman codes: sorted, and not yet put back in order. */
export interface Bzip2Block {
  readonly crc32: number;
  /** One byte each, in the lowest eight bits. The memory is the caller's. */
  readonly sorted: Uint32Array;
  readonly length: number;
  /** How often each byte is there. */
  readonly counts: Uint32Array;
  /** Where the first byte stands. */
  readonly origin: number;
}

const GROUP_SYMBOLS = 50;
const MAX_CODE_BITS = 20;

/**
 * Reads one block, after its magic number.
 *
 * @param memory Room for the largest block of the stream.
 * @throws ZooError `ERR_ZOO_ARCHIVE_INVALID`, `ERR_ZOO_ARCHIVE_UNSUPPORTED`; OutOfBits
 */
export function readBzip2Block(bits: BitReader, memory: Uint32Array): Bzip2Block {
  const crc32 = ((bits.read(16) << 16) | bits.read(16)) >>> 0;
  if (bits.read(1) === 1) throw unsupportedArchive('The archive was compressed by a bzip2 from before 1997.');
  const origin = bits.read(24);
  const alphabet = readAlphabet(bits);
  const codeCount = bits.read(3);
  const selectorCount = bits.read(15);
  if (codeCount < 2 || codeCount > 6 || selectorCount === 0) throw damagedCompression();
  const selectors = readSelectors(bits, selectorCount, codeCount);
  const codes = Array.from({ length: codeCount }, () => readCode(bits, alphabet.length + 2));
  const { length, counts } = readSymbols(bits, alphabet, selectors, codes, memory);
  if (origin >= length) throw damagedCompression();
  return { crc32, sorted: memory, length, counts, origin };
}

/** The bytes that the block has at all, in ascending order. */
function readAlphabet(bits: BitReader): Uint8Array {
  const bytes: number[] = [];
  const groups = bits.read(16);
  for (let group = 0; group < 16; group += 1) {
    if ((groups & (0x8000 >> group)) === 0) continue;
    const members = bits.read(16);
    for (let member = 0; member < 16; member += 1) {
      if ((members & (0x8000 >> member)) !== 0) bytes.push(group * 16 + member);
    }
  }
  if (bytes.length === 0) throw damagedCompression();
  return Uint8Array.from(bytes);
}

/** Which code each group of symbols is written in. */
function readSelectors(bits: BitReader, selectorCount: number, codeCount: number): Uint8Array {
  const selectors = new Uint8Array(selectorCount);
  const recent = Uint8Array.from({ length: codeCount }, (_, index) => index);
  for (let index = 0; index < selectorCount; index += 1) {
    let place = 0;
    while (bits.read(1) === 1) {
      place += 1;
      if (place >= codeCount) throw damagedCompression();
    }
    selectors[index] = moveToFront(recent, place);
  }
  return selectors;
}

function readCode(bits: BitReader, symbolCount: number): HuffmanCode {
  const lengths = new Uint8Array(symbolCount);
  let length = bits.read(5);
  for (let symbol = 0; symbol < symbolCount; symbol += 1) {
    while (bits.read(1) === 1) {
      length += bits.read(1) === 0 ? 1 : -1;
      if (length < 1 || length > MAX_CODE_BITS) throw damagedCompression();
    }
    if (length < 1 || length > MAX_CODE_BITS) throw damagedCompression();
    lengths[symbol] = length;
  }
  return createHuffmanCode(lengths);
}

/** Undoes the Huffman codes, the runs, and the moves to the front. */
function readSymbols(
  bits: BitReader,
  alphabet: Uint8Array,
  selectors: Uint8Array,
  codes: readonly HuffmanCode[],
  memory: Uint32Array,
): Pick<Bzip2Block, 'length' | 'counts'> {
  const endSymbol = alphabet.length + 1;
  const recent = Uint8Array.from(alphabet);
  const counts = new Uint32Array(256);
  let length = 0;
  let run = 0;
  let runWeight = 1;
  for (const selector of selectors) {
    const code = codes[selector];
    if (code === undefined) throw damagedCompression();
    for (let left = GROUP_SYMBOLS; left > 0; left -= 1) {
      const symbol = readSymbol(bits, code);
      if (symbol < 2) {
        // The two lowest symbols are the digits of how often the last byte comes again.
        run += runWeight << symbol;
        runWeight *= 2;
        if (run > memory.length - length) throw damagedCompression();
        continue;
      }
      if (run > 0) {
        const byte = recent[0] ?? 0;
        memory.fill(byte, length, length + run);
        counts[byte] = (counts[byte] ?? 0) + run;
        length += run;
        run = 0;
        runWeight = 1;
      }
      if (symbol === endSymbol) return { length, counts };
      if (length === memory.length) throw damagedCompression();
      const byte = moveToFront(recent, symbol - 1);
      memory[length] = byte;
      counts[byte] = (counts[byte] ?? 0) + 1;
      length += 1;
    }
  }
  throw damagedCompression();
}

function moveToFront(recent: Uint8Array, place: number): number {
  const value = recent[place] ?? 0;
  // Most places are near the front, where a call costs more than the work.
  if (place > 16) recent.copyWithin(1, 0, place);
  else for (let index = place; index > 0; index -= 1) recent[index] = recent[index - 1] ?? 0;
  recent[0] = value;
  return value;
}
