import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Label } from '@modelzoo/core';
import sharp from 'sharp';
import type { ApplyRow } from '../../src/formats/apply-row.js';

/** Writes a grey picture; with `orientation` 6 it is meant to be looked at turned to the right. */
export async function writePicture(
  folder: string,
  name: string,
  size: { readonly width: number; readonly height: number; readonly orientation?: number },
): Promise<string> {
  const { width, height, orientation = 1 } = size;
  const path = join(folder, name);
  const picture = sharp({ create: { width, height, channels: 3, background: '#888' } });
  await writeFile(path, await picture.withMetadata({ orientation }).jpeg().toBuffer());
  return path;
}

/** A row as `apply` gives it. */
export function rowOf(absolutePath: string, prediction: Label | Readonly<Record<string, Label>>): ApplyRow {
  return { filepath: absolutePath, absolutePath, prediction };
}

/** A row of an input that failed. */
export function failedRowOf(filepath: string, error: Error): ApplyRow {
  return { filepath, absolutePath: filepath, error };
}
