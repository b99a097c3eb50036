import { photograph } from './photograph.ts';
import { drawing, text } from './svg.ts';

const FONT = 'EB Garamond';

const paragraphs = [
  [
    'The lighthouse stood at the end of a narrow path, and',
    'nobody in the village could say who had built it. Its',
    'walls were white on the side of the sea and grey on the',
    'side of the land, as if it had two different owners.',
  ],
  [
    'Every evening at half past seven Marta climbed the 142',
    'steps, cleaned the glass and lit the lamp. She wrote the',
    'weather into a book: wind from the west, calm sea, two',
    'ships before midnight. She never missed a night.',
  ],
  [
    'In the autumn of 1927 a letter arrived. It was short. The',
    'lamp would be replaced by an automatic one, it said, and',
    'her work would come to an end on the first of December.',
    'Marta folded the paper twice and climbed the stairs.',
  ],
] as const;

/** A page of a printed book. */
export async function makePage(): Promise<Buffer> {
  let y = 330;
  const body: string[] = [];
  for (const paragraph of paragraphs) {
    for (const [index, line] of paragraph.entries()) {
      body.push(text(line, { x: index === 0 ? 170 : 130, y, size: 40, font: FONT, fill: '#2b2620' }));
      y += 60;
    }
    y += 26;
  }
  const svg = drawing(1150, 1300, [
    `<defs><linearGradient id="fold" x1="0" x2="1">
      <stop offset="0" stop-color="#3b2a15" stop-opacity="0.45"/><stop offset="0.09" stop-color="#3b2a15" stop-opacity="0.08"/>
      <stop offset="0.7" stop-color="#fff" stop-opacity="0"/><stop offset="1" stop-color="#3b2a15" stop-opacity="0.14"/>
    </linearGradient></defs>`,
    '<rect width="1150" height="1300" fill="#f4eddc"/>',
    text('Chapter Three', { x: 575, y: 150, size: 54, font: FONT, anchor: 'middle', fill: '#2b2620' }),
    text('The Keeper of the Lamp', { x: 575, y: 220, size: 42, font: FONT, anchor: 'middle', fill: '#2b2620' }),
    ...body,
    text('37', { x: 575, y: 1210, size: 36, font: FONT, anchor: 'middle', fill: '#2b2620' }),
    '<rect width="1150" height="1300" fill="url(#fold)"/>',
  ]);
  return photograph(svg, {
    view: [
      [0, 10],
      [1140, 0],
      [1150, 1290],
      [10, 1300],
    ],
    width: 920,
    height: 1040,
    blur: 0.5,
    noise: 2.5,
    seed: 3,
  });
}
