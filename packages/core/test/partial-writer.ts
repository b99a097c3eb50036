// A process that downloads, to be killed: node partial-writer.ts <home> <size> <seed>. Says how far it is, line by line.
import { homeLayout } from '../src/store/home-layout.js';
import { createPartialStore } from '../src/store/partial-store.js';
import { patternBytes, PATTERN_IDENTITY, PATTERN_VALIDATOR } from './pattern-bytes.js';

const [home = '', size = '0', seed = '0'] = process.argv.slice(2);
const sizeBytes = Number(size);
const PIECE_BYTES = 16 * 1024;

const store = createPartialStore(homeLayout(home), { checkpointBytes: 8 * PIECE_BYTES });
const partial = await store.open(PATTERN_IDENTITY);
console.log(`present ${partial.present.reduce((sum, { start, end }) => sum + end - start, 0)}`);
await partial.begin({ validator: PATTERN_VALIDATOR, sizeBytes });
const { present } = partial;
const positions = Array.from({ length: Math.ceil(sizeBytes / PIECE_BYTES) }, (_, index) => index * PIECE_BYTES)
  .filter((position) => !present.some(({ start, end }) => start <= position && position + PIECE_BYTES <= end))
  // Odd seeds download in an order of their own, as parallel ranges do.
  .toSorted((a, b) => (Number(seed) % 2 === 0 ? a - b : ((a * 7919) % sizeBytes) - ((b * 7919) % sizeBytes)));
for (const position of positions) {
  await partial.write(position, patternBytes(position, Math.min(PIECE_BYTES, sizeBytes - position)));
  console.log(`wrote ${position}`);
}
const { sha256 } = await partial.complete();
console.log(`sha256 ${sha256}`);
await partial.discard();
