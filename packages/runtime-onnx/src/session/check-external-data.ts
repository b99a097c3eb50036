import { realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ZooError } from '@modelzoo/core';
import type { ExternalData } from './inspect-onnx.js';

/**
 * Refuses a model that takes its weights from anywhere but the files beside it: by `..`, an absolute path, a URL or a link.
 * The runtime checks most of this too, in its own way and in each version anew.
 * @throws ZooError `ERR_ZOO_MODEL_INVALID`
 */
export async function checkExternalData(modelFile: string, externalData: readonly ExternalData[]): Promise<void> {
  if (externalData.length === 0) return;
  const folder = await realpath(dirname(modelFile));
  const sizes = new Map<string, number>();
  for (const data of externalData) {
    if (!isPlainPath(data.location)) refuse(modelFile, data, 'It lies outside of the folder of the model');
    const path = join(folder, data.location);
    const sizeBytes = sizes.get(path) ?? (await sizeOf(path));
    if (sizeBytes === undefined) refuse(modelFile, data, 'It is no file beside the model');
    sizes.set(path, sizeBytes);
    const offset = parseCount(data.offset);
    const length = parseCount(data.length);
    if (offset === undefined || length === undefined || offset + length > sizeBytes) {
      refuse(modelFile, data, 'It does not hold the range that the model wants');
    }
  }
}

/** Names below the folder, in the one spelling that means the same on all platforms. */
function isPlainPath(location: string): boolean {
  // oxlint-disable-next-line no-control-regex -- what a path must not hold
  if (location === '' || /[\u0000-\u001f\\:]/.test(location) || location.startsWith('/')) return false;
  return location.split('/').every((segment) => segment !== '' && segment !== '..');
}

/** Of a regular file that no link leads to. */
async function sizeOf(path: string): Promise<number | undefined> {
  const real = await realpath(path).catch(() => undefined);
  if (real !== path) return undefined;
  const found = await stat(path);
  return found.isFile() ? found.size : undefined;
}

/** A count of bytes; one that is left out is 0. */
function parseCount(text: string | undefined): number | undefined {
  if (text === undefined) return 0;
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function refuse(modelFile: string, data: ExternalData, reason: string): never {
  throw new ZooError(
    'ERR_ZOO_MODEL_INVALID',
    `The model wants data from ${JSON.stringify(data.location)}. ${reason}.`,
    {
      hint: 'The model was not loaded. Tell its author.',
      details: { file: modelFile, location: data.location, offset: data.offset, length: data.length },
    },
  );
}
