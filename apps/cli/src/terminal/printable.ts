import { redact } from '@modelzoo/core/reader';

/** Text from a manifest or a server as one printable line: no control characters, no credentials, no line breaks. */
export function printable(text: string): string {
  return redact(text.replace(/\s+/g, ' ').trim());
}

/** As {@link printable}, but paragraphs stay apart. */
export function printableParagraphs(text: string): string {
  return text
    .split(/\n\s*\n/)
    .map(printable)
    .filter((paragraph) => paragraph !== '')
    .join('\n\n');
}
