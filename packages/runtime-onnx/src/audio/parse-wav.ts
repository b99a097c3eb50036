import { ZooError } from '@modelzoo/core';

/** A sound, its channels mixed into one. */
export interface Sound {
  /** Samples in a second. */
  readonly sampleRate: number;
  /** In -1..1. */
  readonly samples: Float32Array;
}

/** How a `fmt ` chunk numbers its encodings. */
const PCM = 1;
const FLOAT = 3;
const EXTENSIBLE = 0xfffe;

interface Format {
  readonly encoding: number;
  readonly channels: number;
  readonly sampleRate: number;
  readonly bits: number;
}

/**
 * Reads a WAV file: whole numbers of 8, 16, 24 or 32 bits, or floating point of 32 or 64.
 * @throws ZooError `ERR_ZOO_INPUT_INVALID`
 */
export function parseWav(bytes: Uint8Array, name: string): Sound {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (tagAt(view, 0) !== 'RIFF' || tagAt(view, 8) !== 'WAVE') throw wrong(name, 'is no WAV file');
  let format: Format | undefined;
  for (let offset = 12; offset + 8 <= view.byteLength;) {
    const start = offset + 8;
    const size = view.getUint32(offset + 4, true);
    // Programs that write into a pipe do not know the size, and leave too large a one.
    const length = Math.min(size, view.byteLength - start);
    const tag = tagAt(view, offset);
    if (tag === 'fmt ' && length >= 16) format = readFormat(view, start, length);
    if (tag === 'data') {
      if (format === undefined) break;
      return readSamples(view, start, length, format, name);
    }
    // Chunks begin at even places.
    offset = start + size + (size % 2);
  }
  throw wrong(name, 'has no samples');
}

function readFormat(view: DataView, start: number, length: number): Format {
  const encoding = view.getUint16(start, true);
  return {
    encoding: encoding === EXTENSIBLE && length >= 26 ? view.getUint16(start + 24, true) : encoding,
    channels: view.getUint16(start + 2, true),
    sampleRate: view.getUint32(start + 4, true),
    bits: view.getUint16(start + 14, true),
  };
}

function readSamples(view: DataView, start: number, length: number, format: Format, name: string): Sound {
  const { channels, sampleRate, bits, encoding } = format;
  const read = readerOf(encoding, bits);
  if (read === undefined || channels === 0 || sampleRate === 0) {
    throw wrong(name, `holds samples of a kind that is not read (encoding ${encoding}, ${bits} bits)`);
  }
  const width = bits / 8;
  const samples = new Float32Array(Math.floor(length / (width * channels)));
  for (let index = 0; index < samples.length; index += 1) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel += 1) {
      sum += read(view, start + (index * channels + channel) * width);
    }
    samples[index] = sum / channels;
  }
  return { sampleRate, samples };
}

function readerOf(encoding: number, bits: number): ((view: DataView, at: number) => number) | undefined {
  if (encoding === FLOAT && bits === 32) return (view, at) => view.getFloat32(at, true);
  if (encoding === FLOAT && bits === 64) return (view, at) => view.getFloat64(at, true);
  if (encoding !== PCM) return undefined;
  if (bits === 8) return (view, at) => (view.getUint8(at) - 128) / 128;
  if (bits === 16) return (view, at) => view.getInt16(at, true) / 32_768;
  if (bits === 24) return (view, at) => (view.getInt8(at + 2) * 65_536 + view.getUint16(at, true)) / 8_388_608;
  return bits === 32 ? (view, at) => view.getInt32(at, true) / 2_147_483_648 : undefined;
}

function tagAt(view: DataView, at: number): string {
  if (at + 4 > view.byteLength) return '';
  return String.fromCharCode(...[0, 1, 2, 3].map((index) => view.getUint8(at + index)));
}

function wrong(name: string, what: string): ZooError {
  return new ZooError('ERR_ZOO_INPUT_INVALID', `${name} ${what}.`, {
    hint: 'WAV files of 8, 16, 24 or 32 bits, or of floating point, are read. Convert others first.',
    details: { name },
  });
}
