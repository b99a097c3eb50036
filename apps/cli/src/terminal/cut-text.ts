import textWidth from 'fast-string-width';

/** Where text is cut. */
export type CutPosition = 'start' | 'middle' | 'end';

// oxlint-disable-next-line no-control-regex -- colours are what it looks for
const COLOUR = /(\u001b\[[\d;]*m)/;

/** Text that takes no more columns than `width`: what is too much became `…`. Colours stay, and end where they ended. */
export function cutText(text: string, width: number, position: CutPosition = 'end'): string {
  if (textWidth(text) <= width) return text;
  const pieces = splitText(text);
  const room = Math.max(0, width - 1);
  const headRoom = { start: 0, middle: Math.ceil(room / 2), end: room }[position];
  const headEnd = countFitting(pieces, headRoom);
  const tailLength = countFitting(pieces.slice(headEnd).toReversed(), room - headRoom);
  const tailStart = pieces.length - tailLength;
  const dropped = pieces.slice(headEnd, tailStart).filter((piece) => textWidth(piece) === 0);
  return [...pieces.slice(0, headEnd), width > 0 ? '…' : '', ...dropped, ...pieces.slice(tailStart)].join('');
}

/** What a reader sees as one character, and colours. */
function splitText(text: string): string[] {
  const segmenter = new Intl.Segmenter();
  return text
    .split(COLOUR)
    .flatMap((part, index) =>
      index % 2 === 1 ? [part] : Array.from(segmenter.segment(part), ({ segment }) => segment),
    );
}

/** How many of the first pieces fit. */
function countFitting(pieces: readonly string[], room: number): number {
  let used = 0;
  const first = pieces.findIndex((piece) => {
    used += textWidth(piece);
    return used > room;
  });
  return first === -1 ? pieces.length : first;
}
