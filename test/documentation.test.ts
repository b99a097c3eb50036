import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blocksOf, fileNameOf, pages, root } from './markdown-blocks.js';

const run = promisify(execFile);
const folder = join(root, '.readme', 'types');

beforeAll(() => rm(folder, { recursive: true, force: true }));
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('what people read', () => {
  it('has TypeScript that compiles', async () => {
    for (const page of pages()) {
      const blocks = blocksOf(page).filter(({ language }) => language === 'ts');
      const pageFolder = join(folder, page.replace(/\W+/g, '-'));
      await mkdir(pageFolder, { recursive: true });
      for (const block of blocks) {
        await writeFile(join(pageFolder, fileNameOf(block)), `${block.text}\nexport {};\n`);
      }
    }
    const tsconfig = {
      extends: '../../tsconfig.base.json',
      compilerOptions: { noEmit: true },
      include: ['.'],
    };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig));
    const faults = await run('tsc', ['-p', folder], { cwd: root }).then(
      () => '',
      (error: { stdout: string }) => error.stdout,
    );
    expect(faults).toBe('');
  });

  it.each(pages())('%s links to files that are there', (page) => {
    const text = blocksOf(page).reduce((rest, block) => rest.replace(block.text, ''), readPage(page));
    const links = [...text.matchAll(/\]\((?!https?:|#)(?<path>[^)#\s]+)/g)].map(({ groups }) => groups?.['path'] ?? '');
    expect(links.filter((link) => !existsSync(join(root, dirname(page), link)))).toStrictEqual([]);
  });

  it.each(pages().flatMap((page) => blocksOf(page).filter(({ language }) => language === 'json')))(
    '$page has JSON that can be read in line $line',
    ({ text }) => {
      expect(() => JSON.parse(text) as unknown).not.toThrow();
    },
  );
});

function readPage(page: string): string {
  return readFileSync(join(root, page), 'utf8');
}
