import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './markdown-blocks.js';

const folder = join(root, 'docs', 'gallery');
const MOST_BYTES = 100_000;

describe('docs/gallery', () => {
  it('shows every picture that is drawn for it, and no other', () => {
    const page = readFileSync(join(folder, 'README.md'), 'utf8');
    const shown = [...page.matchAll(/!\[[^\]]+\]\((?<name>[^)]+)\)/g)].map(({ groups }) => groups?.['name']);
    const drawn = readdirSync(folder).filter((name) => name.endsWith('.jpg'));
    expect(new Set(shown)).toStrictEqual(new Set(drawn));
    const script = readFileSync(join(root, 'scripts', 'make-gallery.mjs'), 'utf8');
    for (const name of drawn) expect(script).toContain(`draw('${name.replace('.jpg', '')}'`);
  });

  it.each(readdirSync(folder).filter((name) => name.endsWith('.jpg')))('has a small JPEG in %s', (name) => {
    const bytes = readFileSync(join(folder, name));
    expect(bytes.subarray(0, 3)).toStrictEqual(Buffer.from([0xff, 0xd8, 0xff]));
    expect(bytes.length).toBeLessThan(MOST_BYTES);
  });
});
