import { readFile, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { safeJoin } from '../store/safe-join.js';

const INDEX_FILES = ['index.js', 'index.mjs', 'index.ts', 'index.mts'];
const PYTHON_MODULE = '__init__.py';

/** Language of the hooks in a manifest's folder, and the module where it is one that we can run. */
export type HookModule =
  | { readonly language: 'none' }
  | { readonly language: 'javascript'; readonly file: string }
  | { readonly language: 'python' };

/**
 * Looks for the module with a source's hooks: what the `package.json` beside the manifest names, else an index file. Only
 * looks; nothing is loaded.
 *
 * @param sourceDir Absolute folder of the manifest.
 */
export async function findHookModule(sourceDir: string): Promise<HookModule> {
  const named = await entryOfPackage(sourceDir);
  for (const name of [...(named === undefined ? [] : [named]), ...INDEX_FILES]) {
    const file = join(sourceDir, name);
    if (await isFile(file)) return { language: 'javascript', file };
  }
  return { language: (await isFile(join(sourceDir, PYTHON_MODULE))) ? 'python' : 'none' };
}

/** Language of the hooks that a snapshot carries beside any of its manifests. JavaScript where there are both. */
export async function detectCode(
  rootDir: string,
  manifests: readonly { readonly path: string }[],
): Promise<HookModule['language']> {
  const folders = new Set(manifests.map(({ path }) => dirname(path)));
  const languages = await Promise.all(
    [...folders].map(async (folder) => (await findHookModule(join(rootDir, folder))).language),
  );
  if (languages.includes('javascript')) return 'javascript';
  return languages.includes('python') ? 'python' : 'none';
}

async function entryOfPackage(sourceDir: string): Promise<string | undefined> {
  const text = await readFile(join(sourceDir, 'package.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const { exports, main } = JSON.parse(text) as { exports?: unknown; main?: unknown };
    const entry = typeof exports === 'string' ? exports : main;
    if (typeof entry !== 'string' || !/\.m?[jt]s$/.test(entry)) return undefined;
    // Throws for what leads out of the folder, which then names nothing either.
    return relative(sourceDir, safeJoin(sourceDir, entry));
  } catch {
    // A broken or hostile package.json names nothing; the index files are still looked at.
    return undefined;
  }
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() === true;
}
