import * as fc from 'fast-check';
import { ZooError } from '@modelzoo/core';
import { describe, expect, it } from 'vitest';
import { buildWav } from '../../test/build-wav.js';
import { parseWav } from './parse-wav.js';

describe('parseWav', () => {
  it.each([
    [1, 8, [128, 192, 64]],
    [1, 16, [0, 16_384, -16_384]],
    [1, 24, [0, 4_194_304, -4_194_304]],
    [1, 32, [0, 1_073_741_824, -1_073_741_824]],
    [3, 32, [0, 0.5, -0.5]],
    [3, 64, [0, 0.5, -0.5]],
  ])('reads encoding %i of %i bits', (encoding, bits, samples) => {
    for (const extensible of [false, true]) {
      const sound = parseWav(buildWav(samples, { encoding, bits, sampleRate: 8000, extensible }), 'a.wav');
      expect(sound).toStrictEqual({ sampleRate: 8000, samples: Float32Array.of(0, 0.5, -0.5) });
    }
  });

  it('mixes channels, and skips chunks that it does not know', () => {
    const bytes = buildWav([16_384, 0, -16_384, 16_384], { channels: 2, before: 'LIST' });
    expect([...parseWav(bytes, 'a.wav').samples]).toStrictEqual([0.25, 0]);
  });

  it('takes what is there when the size was not known to the writer', () => {
    const bytes = buildWav([16_384], { size: 0xffff_ffff });
    expect([...parseWav(bytes, 'a.wav').samples]).toStrictEqual([0.5]);
  });

  it.each([
    ['an empty file', new Uint8Array()],
    ['another file', new TextEncoder().encode('ID3 something that is no WAV file')],
    ['no samples', buildWav([1]).subarray(0, 36)],
    ['an encoding of telephones', buildWav([1], { encoding: 7 })],
    ['no channel', buildWav([1], { channels: 0 })],
  ])('refuses %s', (_, bytes) => {
    expect(() => parseWav(bytes, 'a.wav')).toThrow(expect.objectContaining({ code: 'ERR_ZOO_INPUT_INVALID' }));
  });

  it('refuses damaged files with its own error, or reads them', () => {
    const sound = buildWav([1, 2, 3, 4]);
    const damage = fc.array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { maxLength: 6 });
    fc.assert(
      fc.property(damage, fc.nat(sound.length), (changes, length) => {
        const bytes = sound.slice(0, length);
        for (const [at, value] of changes) bytes[at] = value;
        expect([undefined, 'ERR_ZOO_INPUT_INVALID']).toContain(failureOf(() => parseWav(bytes, 'a.wav')));
      }),
    );
  });
});

/** The code of what is thrown; other errors go on. */
function failureOf(action: () => unknown): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (ZooError.is(error)) return error.code;
    throw error;
  }
}
