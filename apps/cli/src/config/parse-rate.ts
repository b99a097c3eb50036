import { parseSize } from './parse-size.js';

/** Bytes a second out of `800`, `500k`, `1.5M` or `1G`; `undefined` for anything else. Units are powers of 1024, as with curl. */
export function parseRate(text: string): number | undefined {
  return /t\s*b?\s*$/i.test(text) ? undefined : parseSize(text);
}
