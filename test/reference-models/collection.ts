import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A collection of real models, beside the checkout of those who have it. */
const collection = join(import.meta.dirname, '../../../shared');

/** Why a test of a real model is skipped; `undefined` when it can run. */
export const missingModels: string | undefined = existsSync(join(collection, 'models/INDEX.md'))
  ? undefined
  : 'The collection of real models (../shared/models, seen from the project) is not on this machine.';

/** Where a file is that the manifest names. */
export function modelPath(path: string): string {
  return join(collection, 'models', path);
}

export function imagePath(name: string): string {
  return join(collection, 'images', name);
}

export function audioPath(name: string): string {
  return join(collection, 'audio', name);
}

/** What came of it when a model of the manifest was run without us, by its `reference.json`. */
export async function readResults(name: string): Promise<unknown> {
  const text = await readFile(modelPath(join(name.replace('/', '__'), 'reference.json')), 'utf8');
  return (JSON.parse(text) as { readonly results: unknown }).results;
}
