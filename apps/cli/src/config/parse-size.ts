const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 };

/** Bytes out of `800`, `500k`, `1.5M`, `1G` or `2T`; `undefined` for anything else. Units are powers of 1024. */
export function parseSize(text: string): number | undefined {
  const { number, unit = '' } =
    /^(?<number>\d{1,12}(?:\.\d{1,9})?)(?<unit>[kmgt])?b?$/i.exec(text.trim())?.groups ?? {};
  const bytes = Math.round(Number(number) * (UNITS[unit.toLowerCase()] ?? Number.NaN));
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : undefined;
}
