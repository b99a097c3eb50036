import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { quoteShort } from '../manifest/quote-short.js';
import type { Diagnostic } from './source-types.js';

/** Files that tell git what to do are short; longer ones are left alone. */
const MAX_BYTES = 256 * 1024;
const MOST_NAMED = 10;

/**
 * What a source that is kept in git has beside its files, and its content has not: submodules, and what
 * `.gitattributes` keeps out of archives. A `.gitattributes` that keeps itself out cannot be known.
 *
 * @param manifestPaths - of the manifests, beside which a `.gitattributes` is looked for, too
 */
export async function readGitNotes(rootDir: string, manifestPaths: readonly string[]): Promise<readonly Diagnostic[]> {
  const notes: Diagnostic[] = [];
  const missing: string[] = [];
  for (const path of submodulePaths(await readShort(join(rootDir, '.gitmodules')))) {
    if (await isEmptyFolder(join(rootDir, path))) missing.push(path);
  }
  if (missing.length > 0) {
    notes.push({
      severity: 'warning',
      code: 'submodules-not-followed',
      message: `Submodules are not followed, so that nothing is in ${enumerate(missing)}.`,
      path: '.gitmodules',
    });
  }
  for (const folder of new Set(['.', ...manifestPaths.map((path) => dirname(path))])) {
    const path = posix.join(folder, '.gitattributes');
    const patterns = ignoredPatterns(await readShort(join(rootDir, path)));
    if (patterns.length === 0) continue;
    notes.push({
      severity: 'warning',
      code: 'export-ignored',
      message: `Archives of the source leave out what is marked export-ignore: ${enumerate(patterns)}.`,
      path,
    });
  }
  return notes;
}

/** @see https://git-scm.com/docs/gitmodules */
function submodulePaths(text: string): readonly string[] {
  const paths = [...text.matchAll(/^[ \t]*path[ \t]*=[ \t]*"?([^"\r\n]*?)"?[ \t]*\r?$/gim)].map(
    ([, path = '']) => path,
  );
  // It is a stranger's file: nothing outside the source is looked at.
  return [...new Set(paths)].filter(
    (path) => path !== '' && !path.split(/[/\\]/).includes('..') && !/^[/\\]|:/.test(path),
  );
}

/** Patterns that keep files out of archives, but for hidden files, which no model is made of. */
function ignoredPatterns(text: string): readonly string[] {
  const patterns = text.split(/\r?\n/).flatMap((line) => {
    const [, quoted, plain, attributes = ''] =
      /^[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s#"][^\s]*))[ \t]+(.*)$/.exec(line) ?? [];
    return attributes.split(/[ \t]+/).includes('export-ignore') ? [quoted ?? plain ?? ''] : [];
  });
  return [...new Set(patterns)].filter((pattern) => !/^(?:\/|\*\*\/)?\./.test(pattern));
}

async function readShort(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    return size > MAX_BYTES ? '' : await readFile(path, 'utf8');
  } catch {
    return ''; // most sources have no such file
  }
}

async function isEmptyFolder(path: string): Promise<boolean> {
  const names = await readdir(path).catch(() => []);
  return names.length === 0;
}

function enumerate(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMED).map(quoteShort).join(', ');
  return names.length > MOST_NAMED ? `${shown} and ${names.length - MOST_NAMED} more` : shown;
}
