import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** A fenced block of a page of ours. */
export interface MarkdownBlock {
  /** Path of the page below the root. */
  readonly page: string;
  readonly language: string;
  readonly text: string;
  /** Counted from 1. */
  readonly line: number;
}

/** Every page that people read: the root's, those in `docs/`, and one per package. */
export function pages(): string[] {
  const readmes = ['packages', 'apps'].flatMap((group) =>
    readdirSync(join(root, group)).map((name) => `${group}/${name}/README.md`),
  );
  const docs = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
  return ['README.md', ...readmes, ...docs.map((name) => `docs/${name}`)];
}

/**
 * Name of the file that a block of TypeScript would be: what it exports (`memory` for a page that imports `./memory.js`),
 * else its line; a test where it is one.
 */
export function fileNameOf({ text, line }: MarkdownBlock): string {
  const name = /^export (?:async )?function (\w+)/m.exec(text)?.[1] ?? `line-${line}`;
  return text.includes("from '@modelzoo/testkit'") ? `${name}.test.ts` : `${name}.ts`;
}

const BLOCK = /^```(?<language>\w+)\n(?<text>.*?)^```$/gms;

export function blocksOf(page: string): MarkdownBlock[] {
  const markdown = readFileSync(join(root, page), 'utf8');
  return [...markdown.matchAll(BLOCK)].map(({ groups, index }) => ({
    page,
    language: groups?.['language'] ?? '',
    text: groups?.['text'] ?? '',
    line: markdown.slice(0, index).split('\n').length,
  }));
}
