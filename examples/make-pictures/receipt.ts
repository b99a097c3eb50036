import { photograph } from './photograph.ts';
import { drawing, text } from './svg.ts';

const FONT = 'Inconsolata';
const LEFT = 300;
const RIGHT = 800;
const MIDDLE = 550;

const items = [
  ['2 Rye bread 750 g', '7.80'],
  ['1 Cheese roll', '3.25'],
  ['3 Cinnamon bun', '8.40'],
  ['1 Apple juice', '2.19'],
  ['2 Flat white', '7.60'],
] as const;

const sums = [
  ['Subtotal', '29.24'],
  ['VAT 7%', '1.91'],
  ['TOTAL EUR', '29.24'],
  ['Card', '29.24'],
] as const;

/** A till receipt on a wooden table. */
export async function makeReceipt(): Promise<Buffer> {
  const row = ([name, price]: readonly [string, string], y: number, weight = 500): string =>
    text(name, { x: LEFT, y, size: 32, font: FONT, weight }) +
    text(price, { x: RIGHT, y, size: 32, font: FONT, weight, anchor: 'end' });
  const middle = (line: string, y: number, size = 30, weight = 500): string =>
    text(line, { x: MIDDLE, y, size, font: FONT, weight, anchor: 'middle' });
  const rule = (y: number): string =>
    `<path d="M${LEFT} ${y}H${RIGHT}" stroke="#444" stroke-width="2" stroke-dasharray="8 6"/>`;
  const planks = Array.from({ length: 6 }, (_, index) => {
    const tone = ['#7a5434', '#84603f', '#745031', '#8a6443', '#7d5737', '#704c2e'][index] ?? '#7a5434';
    return `<rect x="${index * 190}" y="0" width="188" height="1300" fill="${tone}"/>`;
  });
  const svg = drawing(1100, 1300, [
    `<defs><linearGradient id="light" x1="0" y1="0" x2="1" y2="1">
      <stop offset="0" stop-color="#fff" stop-opacity="0.18"/><stop offset="1" stop-color="#000" stop-opacity="0.28"/>
    </linearGradient><filter id="soft"><feGaussianBlur stdDeviation="14"/></filter></defs>`,
    '<rect width="1100" height="1300" fill="#4a3018"/>',
    ...planks,
    '<g transform="rotate(-3 550 650)">',
    '<rect x="262" y="92" width="600" height="1130" fill="#000" opacity="0.45" filter="url(#soft)"/>',
    '<path d="M250 80H850V1210l-25-14-25 14-25-14-25 14-25-14-25 14-25-14-25 14-25-14-25 14-25-14-25 14-25-14-25 14-25-14-25 14-25-14-25 14-25-14-25 14-25-14-25 14-25-14-25 14Z" fill="#f7f5ee"/>',
    middle('HARBOUR BAKERY', 165, 50, 700),
    middle('12 Quay Street', 220),
    middle('Tel. 555-0142', 262),
    rule(292),
    text('2024-05-17', { x: LEFT, y: 340, size: 30, font: FONT, weight: 500 }),
    text('08:42', { x: RIGHT, y: 340, size: 30, font: FONT, weight: 500, anchor: 'end' }),
    rule(368),
    ...items.map((item, index) => row(item, 430 + index * 54)),
    rule(690),
    ...sums.map((sum, index) => row(sum, 752 + index * 54, index === 2 ? 800 : 500)),
    rule(958),
    middle('Receipt No. 004817', 1015),
    middle('Thank you for your visit!', 1070, 34, 600),
    middle('Open daily from 6:30', 1120),
    '</g>',
    '<rect width="1100" height="1300" fill="url(#light)"/>',
  ]);
  return photograph(svg, {
    view: [
      [60, 40],
      [1050, 20],
      [1085, 1280],
      [30, 1290],
    ],
    width: 800,
    height: 1000,
    blur: 0.6,
    noise: 3,
    seed: 1,
  });
}
