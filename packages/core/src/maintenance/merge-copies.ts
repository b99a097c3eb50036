import { open } from 'node:fs/promises';
import { readRange } from '../archive/read-range.js';
import type { ByteRange } from '../plugins/model-manager.js';
import { countBytes } from '../store/byte-ranges.js';
import type { PartialFile } from '../store/partial-file.js';
import type { ReceiptFile } from '../store/receipt.js';
import { isMissing, storeError } from '../store/store-error.js';
import type { ZooServices } from '../zoo-services.js';
import type { CheckedPath } from './check-model.js';

/**
 * Puts the good pieces of broken copies together. What is missing then is left as an unfinished download, for a transfer to
 * go on from; and the broken blob goes, since nobody may take it for whole.
 *
 * @returns what is there now: `everything` when the blob is whole again
 */
export async function mergeCopies(
  services: ZooServices,
  { sha256, sizeBytes }: ReceiptFile,
  copies: readonly CheckedPath[],
  signal: AbortSignal,
): Promise<'everything' | 'pieces' | 'nothing'> {
  const hasPieces = copies.some(({ check }) => check.goodRanges.length > 0);
  if (hasPieces) {
    const partial = await services.partials.open({ urls: [], sha256 });
    let isDone = false;
    try {
      // The digest of the whole says what it is part of, as it does for a server that has nothing better.
      await partial.begin({ validator: `sha256-${sha256}`, sizeBytes });
      for (const { path, check } of copies) await copyGood(path, check.goodRanges, partial, signal);
      if (countBytes(partial.present) === sizeBytes) {
        const done = await partial.complete({ signal });
        isDone = done.sha256 === sha256;
        await services.blobs.delete(sha256);
        if (isDone) await services.blobs.adopt(await done.path(), sha256);
        await partial.discard();
      }
    } finally {
      await partial.close();
    }
    if (isDone) return 'everything';
  }
  await services.blobs.delete(sha256);
  return hasPieces ? 'pieces' : 'nothing';
}

/** Copies those pieces that are not there yet. */
async function copyGood(
  path: string,
  ranges: readonly ByteRange[],
  partial: PartialFile,
  signal: AbortSignal,
): Promise<void> {
  const wanted = ranges.filter(
    ({ start, end }) => !partial.present.some((has) => has.start <= start && end <= has.end),
  );
  if (wanted.length === 0) return;
  const file = await open(path, 'r').catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw storeError(error, path);
  });
  if (file === undefined) return;
  try {
    for (const { start, end } of wanted) {
      let position = start;
      for await (const bytes of readRange(file, start, end)) {
        signal.throwIfAborted();
        await partial.write(position, bytes);
        position += bytes.length;
      }
    }
  } finally {
    await file.close();
  }
}
