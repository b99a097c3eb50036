/** How a line of text is drawn. `x` and `y` are where its baseline starts, ends or has its middle, by `anchor`. */
export interface TextStyle {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly font: string;
  readonly weight?: number;
  readonly fill?: string;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly spacing?: number;
  readonly transform?: string;
}

/** One line of text. */
export function text(content: string, style: TextStyle): string {
  const { x, y, size, font, weight = 400, fill = '#222', anchor = 'start', spacing = 0, transform } = style;
  const turned = transform === undefined ? '' : ` transform="${transform}"`;
  return (
    `<text x="${x}" y="${y}" font-family="${font}" font-size="${size}" font-weight="${weight}" fill="${fill}"` +
    ` text-anchor="${anchor}" letter-spacing="${spacing}"${turned}>${escape(content)}</text>`
  );
}

/** A whole drawing. */
export function drawing(width: number, height: number, content: readonly string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${content.join('\n')}</svg>`;
}

function escape(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
