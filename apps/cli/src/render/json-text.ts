/** What JSON lets through and a terminal does not: C1 controls, bidirectional overrides, invisible characters. */
const UNPRINTABLE = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** JSON with every character escaped that could act on a terminal. It parses to the same value. */
export function jsonText(value: unknown, indent = 0): string {
  return JSON.stringify(value, undefined, indent).replace(
    UNPRINTABLE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** {@link jsonText} on one line, with its end. */
export function jsonLine(value: unknown): string {
  return `${jsonText(value)}\n`;
}
