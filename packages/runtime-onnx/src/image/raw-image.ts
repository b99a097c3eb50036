/** A decoded picture: rows from top to bottom, pixels from left to right, channels interleaved, 8 bits each. */
export interface RawImage {
  /** `width * height * channels` values in 0..255. */
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** 3 is RGB, 1 is grey. */
  readonly channels: 1 | 3;
}

/** The path of a picture, a `file:` URL, the bytes of an encoded one, or a decoded one. */
export type ImageInput = string | URL | Uint8Array | RawImage;

/** Whether an input is decoded already. */
export function isRawImage(input: unknown): input is RawImage {
  return (
    typeof input === 'object' &&
    input !== null &&
    'data' in input &&
    input.data instanceof Uint8Array &&
    'width' in input &&
    'height' in input &&
    'channels' in input
  );
}

/** Options of whatever decodes pictures. */
export interface DecodeOptions {
  /** Refuse pictures of more pixels than this. Default 100 million. */
  readonly maxPixels?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}
