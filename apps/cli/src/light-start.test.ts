import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const SOURCE_DIR = import.meta.dirname;
/** Imports and re-exports of values. Types are gone when the program runs. */
const STATIC_IMPORT = /^(?:import|export) (?!type )[^;]*?from '(?<specifier>[^']+)';|^import '(?<bare>[^']+)';/gm;

/** Packages that are loaded with a file of ours. */
function packagesOf(file: string): ReadonlySet<string> {
  const packages = new Set<string>();
  const seen = new Set<string>();
  const open = [join(SOURCE_DIR, file)];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    for (const { groups } of readFileSync(path, 'utf8').matchAll(STATIC_IMPORT)) {
      const specifier = groups?.['specifier'] ?? groups?.['bare'] ?? '';
      if (specifier.startsWith('.')) open.push(join(path, '..', specifier.replace(/\.js$/, '.ts')));
      else if (!specifier.startsWith('node:')) packages.add(specifier);
    }
  }
  expect([...seen].filter((path) => !existsSync(path))).toStrictEqual([]);
  return packages;
}

/** Most of the time of a short command is its start: `bench/startup.mjs`. */
describe('what is loaded', () => {
  it('by every command is the parser of the command line and nothing else', () => {
    expect(packagesOf('main.ts')).toStrictEqual(new Set(['commander']));
  });

  it('by commands that only read is the reader of core', () => {
    expect(packagesOf('run-reading.ts')).toStrictEqual(new Set(['@modelzoo/core/reader']));
  });

  it('to show results to people has neither core as a whole nor a schema', () => {
    expect([...packagesOf('render/human.ts')].toSorted()).toStrictEqual([
      '@modelzoo/core/reader',
      'fast-string-width',
      'fast-wrap-ansi',
      'pretty-bytes',
    ]);
  });
});
