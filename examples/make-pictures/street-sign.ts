import { photograph } from './photograph.ts';
import { drawing, text } from './svg.ts';

const FONT = 'B612';

function place(name: string, y: number): string {
  return text(name, { x: 330, y, size: 62, font: FONT, weight: 700, fill: '#fff' });
}

function distance(length: string, y: number): string {
  return text(length, { x: 1010, y, size: 52, font: FONT, fill: '#fff', anchor: 'end' });
}

/** A blue direction sign at the roadside, seen from the left. */
export async function makeStreetSign(): Promise<Buffer> {
  const svg = drawing(1300, 1000, [
    `<defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="#5b93cc"/><stop offset="0.75" stop-color="#cfe2f1"/><stop offset="1" stop-color="#e9e4d6"/>
    </linearGradient><linearGradient id="glare" x1="0" y1="0" x2="1" y2="0.6">
      <stop offset="0" stop-color="#fff" stop-opacity="0"/><stop offset="0.5" stop-color="#fff" stop-opacity="0.16"/>
      <stop offset="1" stop-color="#fff" stop-opacity="0"/>
    </linearGradient><filter id="far"><feGaussianBlur stdDeviation="5"/></filter></defs>`,
    '<rect width="1300" height="1000" fill="url(#sky)"/>',
    `<g filter="url(#far)"><ellipse cx="260" cy="180" rx="170" ry="40" fill="#fff" opacity="0.7"/>
      <ellipse cx="1050" cy="120" rx="210" ry="46" fill="#fff" opacity="0.6"/>
      <path d="M0 830V640h130v-70h110v260Zm900 0V600h90v-60h120v110h190v180Z" fill="#9b8b80"/>
      <path d="M20 690h30v40h-30zm70 0h30v40h-30zm930-90h26v40h-26zm60 0h26v40h-26zm90 110h30v40h-30z" fill="#6d7d8c"/>
      <path d="M180 830c30-120 120-170 190-120s90 60 110 120Zm520 0c20-100 100-150 160-110s80 60 100 110Z" fill="#4f7045"/>
      <rect y="820" width="1300" height="180" fill="#77787a"/><path d="M0 930h1300" stroke="#e8e6da" stroke-width="14" stroke-dasharray="150 90"/></g>`,
    '<rect x="330" y="600" width="34" height="400" fill="#8d9499"/><rect x="900" y="600" width="34" height="400" fill="#8d9499"/>',
    '<rect x="170" y="180" width="900" height="450" rx="26" fill="#fff"/>',
    '<rect x="182" y="192" width="876" height="426" rx="18" fill="#14499b"/>',
    `<g stroke="#fff" stroke-width="16" fill="none" stroke-linecap="round" stroke-linejoin="round">
      <path d="M250 320V250m-24 24 24-28 24 28"/><path d="M285 420H215m26-24-28 24 28 24"/><path d="M215 540H285m-26-24 28 24-28 24"/></g>`,
    place('City Centre', 310),
    place('Old Harbour', 436),
    place('Railway Station', 562),
    distance('1.5 km', 310),
    distance('850 m', 436),
    '<rect x="182" y="192" width="876" height="426" rx="18" fill="url(#glare)"/>',
  ]);
  return photograph(svg, {
    view: [
      [30, 10],
      [1250, 130],
      [1280, 880],
      [10, 985],
    ],
    width: 800,
    height: 600,
    blur: 0.6,
    noise: 4,
    seed: 2,
  });
}
