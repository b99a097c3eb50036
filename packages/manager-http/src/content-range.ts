/** What a `content-range` header says. Positions count from 0. */
export interface ContentRange {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  /** Of the whole file, when known. */
  readonly sizeBytes: number | undefined;
}

/** Reads `bytes 5-9/20`. `undefined` for anything that makes no sense. */
export function parseContentRange(text: string | null): ContentRange | undefined {
  const parts = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/i.exec(text?.trim() ?? '');
  if (parts === null) return undefined;
  const [, first, last, total] = parts;
  const range = {
    start: Number(first),
    end: Number(last) + 1,
    sizeBytes: total === '*' ? undefined : Number(total),
  };
  return range.start < range.end && range.end <= (range.sizeBytes ?? Number.POSITIVE_INFINITY) ? range : undefined;
}

/** The size that a 416 tells: `bytes * /20` without the blank. */
export function parseUnsatisfiedSize(text: string | null): number | undefined {
  const size = /^bytes \*\/(\d{1,15})$/i.exec(text?.trim() ?? '')?.[1];
  return size === undefined ? undefined : Number(size);
}
