import { escapeUnprintable, redactCredentials } from '@modelzoo/core/reader';

/** JSON with every character escaped that could act on a terminal. It parses to the same value. */
export function jsonText(value: unknown, indent = 0): string {
  return escapeForJson(JSON.stringify(value, undefined, indent));
}

/** {@link jsonText} on one line, with its end. */
export function jsonLine(value: unknown): string {
  return `${jsonText(value)}\n`;
}

/** {@link jsonText} of what strangers wrote, with `***` in place of credentials: as shown to people, so to programs. */
export function jsonDocument(value: unknown, indent = 0): string {
  return escapeForJson(redactCredentials(JSON.stringify(value, undefined, indent)));
}

/** The escape of JSON, one for each half of a character beyond the first 65,536. */
function escapeForJson(text: string): string {
  return escapeUnprintable(text, (character) =>
    Array.from({ length: character.length }, (_, index) => {
      const unit = character.charCodeAt(index).toString(16);
      return `\\u${unit.padStart(4, '0')}`;
    }).join(''),
  );
}
