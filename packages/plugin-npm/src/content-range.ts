/** Which bytes of which whole a 206 carries. */
export interface ContentRange {
  readonly start: number;
  /** `undefined` when the server does not say. */
  readonly sizeBytes: number | undefined;
}

/** The `content-range` of a response (RFC 9110, 14.4). `undefined` when there is none that can be read. */
export function contentRange(response: Response): ContentRange | undefined {
  const [, start, size] =
    /^bytes (\d{1,15})-\d{1,15}\/(\d{1,15}|\*)$/.exec(response.headers.get('content-range') ?? '') ?? [];
  if (start === undefined || size === undefined) return undefined;
  return { start: Number(start), sizeBytes: size === '*' ? undefined : Number(size) };
}

/** The size that a 416 gives for the whole: `bytes *\/1234`. */
export function unsatisfiedSize(response: Response): number | undefined {
  const [, size] = /^bytes \*\/(\d{1,15})$/.exec(response.headers.get('content-range') ?? '') ?? [];
  return size === undefined ? undefined : Number(size);
}

/** The number of bytes that a response says it has. */
export function contentLength(response: Response): number | undefined {
  const text = response.headers.get('content-length') ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
