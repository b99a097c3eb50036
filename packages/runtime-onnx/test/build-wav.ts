export interface WavSettings {
  readonly encoding?: number;
  readonly bits?: number;
  readonly channels?: number;
  readonly sampleRate?: number;
  readonly extensible?: boolean;
  /** A chunk of an odd length before the samples. */
  readonly before?: string;
  /** What the chunk of samples says of its size. */
  readonly size?: number;
}

/** The bytes of a WAV file. Samples are as they are stored. */
export function buildWav(samples: readonly number[], settings: WavSettings = {}): Uint8Array<ArrayBuffer> {
  const { encoding = 1, bits = 16, channels = 1, sampleRate = 16_000, extensible = false, before } = settings;
  const data = Buffer.alloc((samples.length * bits) / 8);
  for (const [index, sample] of samples.entries()) {
    const at = (index * bits) / 8;
    if (encoding === 3 && bits === 32) data.writeFloatLE(sample, at);
    else if (encoding === 3) data.writeDoubleLE(sample, at);
    else if (bits === 8) data.writeUInt8(sample, at);
    else data.writeIntLE(sample, at, bits / 8);
  }
  const format = Buffer.alloc(extensible ? 40 : 16);
  format.writeUInt16LE(extensible ? 0xfffe : encoding, 0);
  format.writeUInt16LE(channels, 2);
  format.writeUInt32LE(sampleRate, 4);
  format.writeUInt16LE(bits, 14);
  if (extensible) format.writeUInt16LE(encoding, 24);
  const chunks = Buffer.concat([
    Buffer.from('WAVE'),
    chunk('fmt ', format),
    before === undefined ? Buffer.alloc(0) : chunk(before, Buffer.from('odd')),
    chunk('data', data, settings.size),
  ]);
  return new Uint8Array(chunk('RIFF', chunks));
}

function chunk(tag: string, content: Buffer, size = content.length): Buffer {
  const header = Buffer.alloc(8, tag);
  header.writeUInt32LE(size, 4);
  return Buffer.concat([header, content, Buffer.alloc(content.length % 2)]);
}
