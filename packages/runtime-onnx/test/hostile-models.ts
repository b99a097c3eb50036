import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** A collection of hostile files, beside the checkout of those who have it. */
const collection = join(import.meta.dirname, '../../../../shared/corpus/hostile');
const index = join(collection, 'index-public.tsv');

/** Why tests with them are skipped; `undefined` when they can run. */
export const missingHostileModels: string | undefined = existsSync(index)
  ? undefined
  : 'The collection of hostile files (../shared/corpus, seen from the project) is not on this machine.';

/** A file made to do harm, with what has to become of it. */
export interface HostileModel {
  readonly name: string;
  readonly file: string;
  readonly expect: string;
  readonly about: string;
}

/** None where the collection is missing. */
export function hostileModels(): HostileModel[] {
  if (missingHostileModels !== undefined) return [];
  return readFileSync(index, 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [, file = '', kind, , expect = '', about = ''] = line.split('\t');
      return kind === 'onnx' ? [{ name: basename(file), file: join(collection, file), expect, about }] : [];
    });
}
