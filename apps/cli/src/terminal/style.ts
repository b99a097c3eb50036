import { styleText } from 'node:util';

const FORMATS = ['bold', 'dim', 'red', 'green', 'yellow', 'cyan'] as const;

/** Text in colours, or as it is. */
export type Style = Readonly<Record<(typeof FORMATS)[number], (text: string) => string>>;

/** A style with or without colours. */
export function createStyle(hasColours: boolean): Style {
  const paint = (format: (typeof FORMATS)[number]) => (text: string) =>
    // Whether the stream takes colours was decided for the whole run, so Node is not to look again.
    hasColours && text !== '' ? styleText(format, text, { validateStream: false }) : text;
  return {
    bold: paint('bold'),
    dim: paint('dim'),
    red: paint('red'),
    green: paint('green'),
    yellow: paint('yellow'),
    cyan: paint('cyan'),
  };
}
