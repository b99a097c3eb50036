import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { constants, gzipSync, zstdCompressSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  sampleBzip2,
  sampleText,
  sampleXz,
  sampleXzLargeDictionary,
  sampleXzSha256,
} from '../../test/compressed-samples.js';
import { ZooError } from '../errors/zoo-error.js';
import { decompress, type Compression } from './decompress.js';

const samples: readonly (readonly [Compression, Buffer])[] = [
  ['gz', gzipSync(sampleText)],
  ['bz2', sampleBzip2],
  ['xz', sampleXz],
  ['zst', zstdCompressSync(sampleText, { params: { [constants.ZSTD_c_checksumFlag]: 1 } })],
];

async function* inPieces(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += length) yield bytes.subarray(start, start + length);
}

async function* breaksAfter(bytes: Uint8Array, error: Error): AsyncGenerator<Uint8Array> {
  yield bytes;
  throw error;
}

/** What comes out, or the code with which it is refused. */
async function outcome(compression: Compression, bytes: Uint8Array, pieceBytes = 100_000): Promise<string> {
  try {
    return (await buffer(decompress(compression, inPieces(bytes, pieceBytes)))).toString();
  } catch (error) {
    return ZooError.is(error) ? error.code : String(error);
  }
}

describe.each(samples)('decompress (%s)', (compression, sample) => {
  it('gives what was compressed, however it comes', async () => {
    for (const pieceBytes of [1, 2, 7, 100, 10_000]) {
      expect(await outcome(compression, sample, pieceBytes)).toBe(sampleText);
    }
  });

  it('reads members that follow each other as one', async () => {
    expect(await outcome(compression, Buffer.concat([sample, sample, sample]))).toBe(sampleText.repeat(3));
  });

  it('refuses what ends too early, wherever', async () => {
    for (let length = 1; length < sample.length; length += 1) {
      expect(await outcome(compression, sample.subarray(0, length)), `${length}`).toBe('ERR_ZOO_ARCHIVE_INVALID');
    }
  });

  it('refuses what is followed by something else', async () => {
    expect(await outcome(compression, Buffer.concat([sample, Buffer.from('something else')]))).toBe(
      'ERR_ZOO_ARCHIVE_INVALID',
    );
  });

  it('never gives anything but what was compressed when bits are wrong', async () => {
    const bits = fc.array(fc.nat(sample.length * 8 - 1), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(bits, async (positions) => {
        const wrong = Buffer.from(sample);
        for (const bit of positions) wrong[bit >> 3] = (wrong[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        // A header may well have another time in it, and a code for the same.
        expect([
          sampleText,
          'ERR_ZOO_ARCHIVE_INVALID',
          'ERR_ZOO_ARCHIVE_UNSUPPORTED',
          'ERR_ZOO_ARCHIVE_LIMIT',
          '',
        ]).toContain(await outcome(compression, wrong));
      }),
      { numRuns: 150, seed: 3 },
    );
  });

  it('passes the errors of its source on as they are', async () => {
    const source = breaksAfter(sample.subarray(0, 20), new RangeError('the cable'));
    await expect(buffer(decompress(compression, source))).rejects.toThrow(new RangeError('the cable'));
  });

  it('lets go of its source when nobody reads on, so that the next one is read', async () => {
    let closed = false;
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield sample;
      } finally {
        closed = true;
      }
    }
    for await (const chunk of decompress(compression, endless())) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    await expect.poll(() => closed).toBe(true);
    expect(await outcome(compression, sample)).toBe(sampleText);
  });
});

describe('decompress', () => {
  it('refuses what would need too much memory', async () => {
    const frame = Buffer.from('28b52ffd00a00100000a', 'hex');
    expect(await outcome('zst', frame)).toBe('ERR_ZOO_ARCHIVE_LIMIT');
    expect(await outcome('xz', sampleXzLargeDictionary)).toBe('ERR_ZOO_ARCHIVE_LIMIT');
  });

  it('says what it does not know, instead of taking it on trust', async () => {
    expect(await outcome('xz', sampleXzSha256)).toBe('ERR_ZOO_ARCHIVE_UNSUPPORTED');
    const withDictionary = Buffer.from(zstdCompressSync(sampleText));
    withDictionary.writeUInt8(withDictionary.readUInt8(4) | 1, 4);
    expect(await outcome('zst', withDictionary)).toBe('ERR_ZOO_ARCHIVE_UNSUPPORTED');
  });

  it('passes over the frames of zstd that hold nothing', async () => {
    const skipped = Buffer.from('5a2a4d1803000000010203', 'hex');
    const frames = [skipped, zstdCompressSync('a'), skipped, zstdCompressSync('b'), skipped];
    expect(await outcome('zst', Buffer.concat(frames), 5)).toBe('ab');
  });

  it('refuses zstd in more frames than anybody makes', async () => {
    const skipped = Buffer.from('502a4d1800000000', 'hex');
    expect(await outcome('zst', Buffer.concat(Array.from({ length: 10_001 }, () => skipped)))).toBe(
      'ERR_ZOO_ARCHIVE_LIMIT',
    );
  });

  it.for([
    ['bz2', 'bzip2', ['-c']],
    ['bz2', 'bzip2', ['-c', '-1']],
    ['xz', 'xz', ['-c', '--check=crc32']],
    ['xz', 'xz', ['-c', '--check=none', '--block-size=100000']],
    ['zst', 'zstd', ['-c', '--long']],
  ] as const)('reads several blocks of %s, as %s %j makes them', async ([compression, program, options], { skip }) => {
    const content = Buffer.concat([
      randomBytes(1_000_000),
      Buffer.alloc(3_000_000),
      Buffer.from('aaaab'.repeat(60_000)),
    ]);
    const { stdout, error } = spawnSync(program, options, { input: content, maxBuffer: 2 ** 26 });
    skip(error !== undefined, `${program} is not installed`);
    expect((await buffer(decompress(compression, inPieces(stdout, 65_536)))).equals(content)).toBe(true);
  });
});
