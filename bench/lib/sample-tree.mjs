import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SMALL_FILES = 5000;
const FILES_IN_A_FOLDER = 50;
const LARGE_FILES = 4;
const LARGE_FILE_BYTES = 32 * 1024 * 1024;
const WORDS = 'model weights layer tensor float label image class scale mean input output shape name size'.split(' ');

/**
 * Writes 5,000 files of up to 8 KiB and four of 32 MiB below a folder: half words, half noise, always the same bytes.
 */
export function writeSampleTree(folder) {
  const random = createRandom(20_261_123);
  for (let index = 0; index < SMALL_FILES; index += 1) {
    const parent = join(folder, `models-${Math.floor(index / FILES_IN_A_FOLDER)}`);
    mkdirSync(parent, { recursive: true });
    const sizeBytes = 64 + Math.floor(random() * 8128);
    writeFileSync(join(parent, `model-${index}.json`), makeBytes(sizeBytes, random));
  }
  mkdirSync(join(folder, 'weights'), { recursive: true });
  for (let index = 0; index < LARGE_FILES; index += 1) {
    writeFileSync(join(folder, 'weights', `weights-${index}.bin`), makeBytes(LARGE_FILE_BYTES, random));
  }
}

function makeBytes(sizeBytes, random) {
  const bytes = Buffer.alloc(sizeBytes);
  for (let position = 0, text = true; position < sizeBytes; text = !text) {
    const end = Math.min(sizeBytes, position + 512);
    if (text) {
      while (position < end) position += bytes.write(`${WORDS[Math.floor(random() * WORDS.length)]} `, position);
    } else {
      for (; position < end; position += 1) bytes[position] = random() * 256;
    }
    position = end;
  }
  return bytes;
}

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
function createRandom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
