import { ZooError } from '@modelzoo/core';
import type { Sharp } from 'sharp';
import { importSharp } from './import-sharp.js';
import type { Size } from './place-image.js';
import { isRawImage, type DecodeOptions, type ImageInput, type RawImage } from './raw-image.js';
import { readImageFile } from './read-image-file.js';

/** A picture whose header was read, and whose pixels wait to be asked for. */
export interface OpenImage {
  /** For messages. */
  readonly name: string;
  /** Upright. */
  readonly size: Size;
  readonly pipeline: Sharp;
}

const MAX_PIXELS = 100_000_000;
/** What shows through transparent parts. */
const BACKGROUND = '#ffffff';

/** @throws ZooError as `decodeImage`, as far as the header tells */
export async function openImage(input: ImageInput, options: DecodeOptions): Promise<OpenImage> {
  const { maxPixels = MAX_PIXELS, signal } = options;
  signal?.throwIfAborted();
  const sharp = await importSharp();
  if (isRawImage(input)) {
    const { data, width, height, channels } = checkRawImage(input);
    const pipeline = sharp(data, { raw: { width, height, channels } });
    return {
      name: 'The given picture',
      size: { width, height },
      pipeline: channels === 1 ? pipeline.toColourspace('b-w') : pipeline,
    };
  }
  const { bytes, name } = await readImageFile(input, signal);
  // The limit is checked below, with a message of our own; a damaged file must fail, one that is only odd need not.
  const open = async () => {
    const source = sharp(bytes, { failOn: 'error', limitInputPixels: false });
    return { source, header: await source.metadata() };
  };
  const { source, header } = await open().catch((cause: unknown) => unreadable(name, cause));
  const { width, height } = header.autoOrient;
  if (width * height > maxPixels) {
    throw new ZooError('ERR_ZOO_INPUT_INVALID', `${name} is too large: ${width} × ${height} pixels.`, {
      hint: `Pictures of up to ${maxPixels} pixels are read; the option maxPixels of the runtime moves that limit.`,
      details: { name, width, height, maxPixels },
    });
  }
  signal?.throwIfAborted();
  const pipeline = source.autoOrient().flatten({ background: BACKGROUND }).toColourspace('srgb');
  return { name, size: { width, height }, pipeline };
}

/** Runs a pipeline to its pixels. @throws ZooError `ERR_ZOO_INPUT_INVALID` when they cannot be decoded */
export async function renderPixels(pipeline: Sharp, name: string): Promise<RawImage> {
  const { data, info } = await pipeline
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
    .catch((cause: unknown) => unreadable(name, cause));
  return { data, width: info.width, height: info.height, channels: info.channels === 1 ? 1 : 3 };
}

/** @throws ZooError `ERR_ZOO_INPUT_INVALID` when a decoded picture is not all there */
export function checkRawImage(image: RawImage): RawImage {
  const { data, width, height, channels } = image;
  const sound = Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0;
  if (sound && [1, 3].includes(channels) && data.length === width * height * channels) return image;
  throw new ZooError('ERR_ZOO_INPUT_INVALID', 'The decoded picture does not hold what its size promises.', {
    hint: 'It needs width * height * channels values, with 1 or 3 channels.',
    details: { width, height, channels, length: data.length },
  });
}

function unreadable(name: string, cause: unknown): never {
  throw new ZooError('ERR_ZOO_INPUT_INVALID', `${name} is damaged, or no picture of a kind that can be read.`, {
    hint: 'JPEG, PNG, WebP, AVIF, GIF and TIFF files are read.',
    details: { name, reason: cause instanceof Error ? cause.message.split('\n', 1)[0]?.slice(0, 200) : undefined },
    cause,
  });
}
