import { InvalidArgumentError } from 'commander';
import { parseRate } from '../config/parse-rate.js';
import { parseSize } from '../config/parse-size.js';

/** Takes an option that may be given several times. */
export function collect(value: string, previous: readonly string[] | undefined): readonly string[] {
  return [...(previous ?? []), value];
}

/** `a,b` and `-t a -t b` alike. */
export function collectList(value: string, previous: readonly string[] | undefined): readonly string[] {
  const items = value.split(',').map((item) => item.trim());
  return [...(previous ?? []), ...items.filter((item) => item !== '')];
}

/** Keys that results and FiftyOne's samples have already. */
const TAKEN_FIELDS = new Set([
  'filepath',
  'error',
  'id',
  'tags',
  'metadata',
  'frames',
  'created_at',
  'last_modified_at',
]);

/** The name of a field, which FiftyOne would take, too. */
export function fieldName(value: string): string {
  if (TAKEN_FIELDS.has(value)) throw new InvalidArgumentError('Results have a field of that name already.');
  if (/^[^_.$][^.$]*$/.test(value)) return value;
  throw new InvalidArgumentError('It must not begin with _, and have neither . nor $ in it.');
}

/** A whole number from 1. */
export function positiveInteger(value: string): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && Number.isSafeInteger(number) && number > 0) return number;
  throw new InvalidArgumentError('It must be a whole number above 0.');
}

/** A number in [0, 1]. */
export function share(value: string): number {
  const number = Number(value);
  if (value.trim() !== '' && number >= 0 && number <= 1) return number;
  throw new InvalidArgumentError('It must be a number between 0 and 1.');
}

/** Bytes a second: `500k`, `1.5M`; as with curl, by 1024. */
export function rate(value: string): number {
  const bytes = parseRate(value);
  if (bytes !== undefined) return bytes;
  throw new InvalidArgumentError('It must be a number of bytes a second above 0, which may end with k, M or G.');
}

/** Bytes: `500M`, `50G`, `2T`; by 1024. */
export function size(value: string): number {
  const bytes = parseSize(value);
  if (bytes !== undefined) return bytes;
  throw new InvalidArgumentError('It must be a number of bytes above 0, which may end with k, M, G or T.');
}

const AGE_UNITS_MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** A length of time in milliseconds: `12h`, `1.5d`; a number by itself is days. */
export function age(value: string): number {
  const parts = /^(?<number>\d{1,9}(?:\.\d{1,9})?)(?<unit>[smhdw])?$/.exec(value)?.groups;
  if (parts !== undefined)
    return Number(parts['number']) * AGE_UNITS_MS[(parts['unit'] ?? 'd') as keyof typeof AGE_UNITS_MS];
  throw new InvalidArgumentError('It must be a number and s, m, h, d or w, as in 12h.');
}

/** `key=value`, where a value that reads as JSON is what it says, and text otherwise. */
export function collectParameter(
  value: string,
  previous: Readonly<Record<string, unknown>> | undefined,
): Readonly<Record<string, unknown>> {
  const equals = value.indexOf('=');
  if (equals < 1) throw new InvalidArgumentError('It must be written key=value.');
  const entries = [...Object.entries(previous ?? {}), [value.slice(0, equals), parseValue(value.slice(equals + 1))]];
  // Made of entries, so that a key like __proto__ is a key.
  return Object.fromEntries(entries) as Readonly<Record<string, unknown>>;
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
