import { photograph } from './photograph.ts';
import { drawing, text } from './svg.ts';

const FONT = 'Open Sans';

/** A parcel that was put down askew, with a strip of tape that somebody stuck on upside down. */
export async function makeParcel(): Promise<Buffer> {
  const line = (content: string, y: number, size = 36, weight = 400): string =>
    text(content, { x: 330, y, size, font: FONT, weight });
  const bars = [6, 3, 9, 3, 4, 8, 3, 5, 10, 3, 6, 3, 8, 4, 3, 9, 5, 3, 7, 3, 10, 4, 3, 6, 8, 3];
  let x = 330;
  const barcode = bars.map((width) => {
    const bar = `<rect x="${x}" y="575" width="${width}" height="70" fill="#222"/>`;
    x += width + 8;
    return bar;
  });
  const svg = drawing(1300, 1100, [
    `<defs><radialGradient id="lamp" cx="0.35" cy="0.25" r="0.95">
      <stop offset="0" stop-color="#fff" stop-opacity="0.16"/><stop offset="1" stop-color="#000" stop-opacity="0.32"/>
    </radialGradient><filter id="soft"><feGaussianBlur stdDeviation="16"/></filter></defs>`,
    '<rect width="1300" height="1100" fill="#59636b"/>',
    '<path d="M0 220H1300M0 480H1300M0 740H1300M0 1000H1300" stroke="#525b63" stroke-width="5"/>',
    '<g transform="rotate(15 650 550)">',
    '<rect x="200" y="120" width="940" height="880" fill="#000" opacity="0.5" filter="url(#soft)"/>',
    '<rect x="180" y="95" width="940" height="880" fill="#b98d5e"/>',
    '<path d="M180 180h940M180 890h940" stroke="#a67c4f" stroke-width="3"/>',
    '<rect x="290" y="215" width="700" height="460" rx="6" fill="#fbfbf8"/>',
    line('FRAGILE', 300, 64, 800),
    line('Ms. Ingrid Halvorsen', 372),
    line('Bellweather Books Ltd.', 424),
    line('48 Juniper Lane', 476),
    line('Ashford 7H2 9QK', 528),
    ...barcode,
    text('4.2 kg', { x: 960, y: 640, size: 36, font: FONT, weight: 700, anchor: 'end' }),
    '<rect x="180" y="760" width="940" height="92" fill="#c4312f"/>',
    text('THIS WAY UP', {
      x: 650,
      y: 826,
      size: 58,
      font: FONT,
      weight: 800,
      fill: '#fff',
      anchor: 'middle',
      spacing: 3,
      transform: 'rotate(180 650 806)',
    }),
    '</g>',
    '<rect width="1300" height="1100" fill="url(#lamp)"/>',
  ]);
  return photograph(svg, {
    view: [
      [60, 30],
      [1240, 30],
      [1240, 1075],
      [60, 1075],
    ],
    width: 960,
    height: 850,
    blur: 0.7,
    noise: 3.5,
    seed: 4,
  });
}
