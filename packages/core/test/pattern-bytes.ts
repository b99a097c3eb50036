/** What the pattern is stored as. */
export const PATTERN_IDENTITY = { urls: ['https://host.test/pattern.bin'] };
export const PATTERN_VALIDATOR = '"pattern"';

/** Bytes that tell where in the file they belong. */
export function patternBytes(start: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let index = 0; index < length; index += 1) {
    const position = start + index;
    bytes[index] = (position * 31 + (position >>> 8) * 17 + (position >>> 16) * 7) & 0xff;
  }
  return bytes;
}
