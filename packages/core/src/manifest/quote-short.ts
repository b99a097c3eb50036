const MOST_SHOWN = 80;

/** Puts a text of a stranger into quotes, on one line and cut to what fits a message. */
export function quoteShort(text: string): string {
  return JSON.stringify(text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text);
}
