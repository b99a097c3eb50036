import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** A collection of real models, beside the checkout of those who have it. */
const collection = join(import.meta.dirname, '../../../../shared');

/** Why a test of a real model is skipped; `undefined` when it can run. */
export const missingModels: string | undefined = existsSync(join(collection, 'models/INDEX.md'))
  ? undefined
  : 'The collection of real models (../shared/models, seen from the project) is not on this machine.';

export function modelPath(folder: string, file = 'model.onnx'): string {
  return join(collection, 'models', folder, file);
}

export function imagePath(name: string): string {
  return join(collection, 'images', name);
}

export function audioPath(name: string): string {
  return join(collection, 'audio', name);
}

/** `reference.json` of a model: how it was run, and what came of it. */
export function readReference(folder: string): unknown {
  return JSON.parse(readFileSync(modelPath(folder, 'reference.json'), 'utf8'));
}

/** A file made to do harm, with what has to become of it. */
export interface HostileModel {
  readonly name: string;
  readonly file: string;
  readonly expect: string;
  readonly about: string;
}

export function hostileModels(): HostileModel[] {
  const index = readFileSync(join(collection, 'corpus/hostile/index-public.tsv'), 'utf8');
  return index.split('\n').flatMap((line) => {
    const [, file = '', kind, , expect = '', about = ''] = line.split('\t');
    const path = join(collection, 'corpus/hostile', file);
    return kind === 'onnx' ? [{ name: basename(file), file: path, expect, about }] : [];
  });
}
