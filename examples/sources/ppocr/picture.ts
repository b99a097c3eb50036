import { readFile } from 'node:fs/promises';
import type { HookContext, ModelInput } from '@modelzoo/core';
import type Sharp from 'sharp';

/** Decoded pixels: red, green and blue bytes, row by row. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** What is done to pictures by the host's sharp. */
export interface PictureTools {
  /** Decodes a file or its bytes, upright as its EXIF data says, on white where it is transparent. */
  decode(input: ModelInput, signal: AbortSignal | undefined): Promise<Picture>;
  /** Stretches to an exact size. */
  resize(picture: Picture, width: number, height: number): Promise<Picture>;
}

/** @throws ZooError `ERR_ZOO_DEPENDENCY_MISSING` when the host has no sharp. */
export async function createPictureTools(context: HookContext): Promise<PictureTools> {
  const { default: sharp } = (await context.import('sharp')) as { readonly default: typeof Sharp };
  return {
    async decode(input, signal) {
      if (typeof input !== 'string' && !(input instanceof URL) && !(input instanceof Uint8Array)) {
        throw context.error('ERR_ZOO_INPUT_INVALID', 'Text is read from pictures, and this input is none.', {
          hint: 'Give the path or the bytes of a picture.',
        });
      }
      try {
        // Read here, because sharp would remember the content of a path that is written anew.
        const bytes = input instanceof Uint8Array ? input : await readFile(input, { signal });
        return await read(
          sharp(bytes).autoOrient().flatten({ background: 'white' }).toColourspace('srgb').removeAlpha(),
        );
      } catch (cause) {
        signal?.throwIfAborted();
        throw context.error('ERR_ZOO_INPUT_INVALID', 'The picture cannot be read.', {
          hint: 'Check that the file is there and opens in a viewer.',
          cause,
        });
      }
    },
    async resize({ width, height, data }, toWidth, toHeight) {
      const original = sharp(data, { raw: { width, height, channels: 3 } });
      return read(original.resize(toWidth, toHeight, { fit: 'fill', kernel: 'linear' }));
    },
  };
}

async function read(pipeline: ReturnType<typeof Sharp>): Promise<Picture> {
  const { data, info } = await pipeline.raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}
