import { photograph } from './photograph.ts';
import { drawing, text } from './svg.ts';

interface Book {
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly cloth: string;
  readonly ink: string;
  readonly font: string;
  readonly weight: number;
  /** Titles run down the spine in English, and up in many other languages. */
  readonly upwards?: boolean;
}

const books: readonly Book[] = [
  {
    title: 'Gardens of the North',
    width: 110,
    height: 800,
    cloth: '#2f5d50',
    ink: '#f1e3b4',
    font: 'EB Garamond',
    weight: 600,
  },
  {
    title: 'A Short History of Salt',
    width: 130,
    height: 860,
    cloth: '#7c2230',
    ink: '#f6efe2',
    font: 'Lato',
    weight: 700,
  },
  {
    title: 'Practical Knots',
    width: 96,
    height: 720,
    cloth: '#e2c044',
    ink: '#26221a',
    font: 'Open Sans',
    weight: 700,
  },
  {
    title: 'Le vent du large',
    width: 120,
    height: 820,
    cloth: '#23395d',
    ink: '#eef2f7',
    font: 'EB Garamond',
    weight: 600,
    upwards: true,
  },
  { title: 'Night Trains', width: 140, height: 840, cloth: '#d9d4c7', ink: '#31312f', font: 'Lato', weight: 800 },
];

/** Books on a shelf: four titles that run down, and one that runs up. */
export async function makeBooks(): Promise<Buffer> {
  const floor = 960;
  let x = 120;
  const spines = books.map((book) => {
    const { width, height, cloth, ink, font, weight } = book;
    const middle = x + width / 2;
    const turn = book.upwards === true ? -90 : 90;
    const y = floor - height / 2;
    const spine = [
      `<rect x="${x}" y="${floor - height}" width="${width}" height="${height}" rx="7" fill="${cloth}"/>`,
      `<rect x="${x}" y="${floor - height}" width="${width}" height="${height}" rx="7" fill="url(#round)"/>`,
      `<path d="M${x} ${floor - height + 46}h${width}M${x} ${floor - 46}h${width}" stroke="${ink}" stroke-width="4" opacity="0.7"/>`,
      text(book.title, {
        x: middle,
        y: y + 17,
        size: 52,
        font,
        weight,
        fill: ink,
        anchor: 'middle',
        transform: `rotate(${turn} ${middle} ${y})`,
      }),
    ];
    x += width + 10;
    return spine.join('');
  });
  const svg = drawing(900, 1080, [
    `<defs><linearGradient id="round" x1="0" x2="1">
      <stop offset="0" stop-color="#000" stop-opacity="0.35"/><stop offset="0.25" stop-color="#fff" stop-opacity="0.12"/>
      <stop offset="0.7" stop-color="#000" stop-opacity="0"/><stop offset="1" stop-color="#000" stop-opacity="0.4"/>
    </linearGradient><linearGradient id="shade" x1="0" x2="0" y1="0" y2="1">
      <stop offset="0" stop-color="#000" stop-opacity="0.25"/><stop offset="0.5" stop-color="#000" stop-opacity="0"/>
    </linearGradient></defs>`,
    '<rect width="900" height="1080" fill="#3c2d22"/>',
    '<rect x="30" width="840" height="960" fill="#54412f"/>',
    '<rect y="960" width="900" height="120" fill="#8a6642"/><rect y="960" width="900" height="10" fill="#a37d54"/>',
    ...spines,
    '<rect width="900" height="1080" fill="url(#shade)"/>',
  ]);
  return photograph(svg, {
    view: [
      [25, 5],
      [880, 25],
      [875, 1070],
      [20, 1075],
    ],
    width: 740,
    height: 900,
    blur: 0.6,
    noise: 3,
    seed: 5,
  });
}
