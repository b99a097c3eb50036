import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

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

/** Parsed, and not checked: the tests that use it fail when it is not as they think. */
export function readReference<Reference>(folder: string): Reference {
  return JSON.parse(readFileSync(modelPath(folder, 'reference.json'), 'utf8')) as Reference;
}
