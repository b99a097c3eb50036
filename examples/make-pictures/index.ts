/** Draws the example pictures again: `node examples/make-pictures/index.ts`. Their README names the fonts it needs. */
import { writeFile } from 'node:fs/promises';
import { makeBooks } from './books.ts';
import { makePage } from './page.ts';
import { makeParcel } from './parcel.ts';
import { makeReceipt } from './receipt.ts';
import { makeStreetSign } from './street-sign.ts';

const pictures = {
  'receipt.jpg': makeReceipt,
  'street-sign.jpg': makeStreetSign,
  'page.jpg': makePage,
  'parcel.jpg': makeParcel,
  'books.jpg': makeBooks,
};

for (const [name, make] of Object.entries(pictures)) {
  await writeFile(new URL(`../images/${name}`, import.meta.url), await make());
}
