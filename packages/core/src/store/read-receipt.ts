import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isPlainReceipt } from './is-plain-receipt.js';
import { restoreFolder } from './model-folder.js';
import type { Receipt } from './receipt.js';
import { safeJoin } from './safe-join.js';
import { hasErrorCode, isMissing, storeError } from './store-error.js';

/** Name of the receipt in the folder of a model. */
export const RECEIPT_FILE = 'receipt.json';

const MOST_TRIES = 5;

/**
 * The receipt in a folder whose files are all there, or what is the matter.
 *
 * @param restores Whether a model that was cut off from its place may be brought back.
 */
export async function readWhole(folder: string, restores = true): Promise<Receipt | string> {
  let before = '';
  for (let attempt = 1; attempt <= MOST_TRIES; attempt += 1) {
    const receipt = await readReceiptIn(folder, restores);
    if (receipt === undefined) return 'has no receipt that can be read';
    if (await isWhole(folder, receipt)) return receipt;
    // The model may have been replaced between the look at its receipt and at its files.
    const text = JSON.stringify(receipt);
    if (text === before) break;
    before = text;
  }
  return 'lacks a file, or has one of another size';
}

/** The receipt in a folder, whether or not its files are there; a model that was cut off from its place is brought back. */
export async function readReceiptIn(folder: string, restores = true): Promise<Receipt | undefined> {
  const file = join(folder, RECEIPT_FILE);
  for (let attempt = 1; attempt <= MOST_TRIES; attempt += 1) {
    const text = await readText(file);
    if (text !== undefined) return checkReceipt(parseJson(text));
    // Either it is being replaced, and there again in a moment, or that was cut off; or it was, a moment ago.
    const isRestored = restores && (await restoreFolder(folder));
    if (!isRestored && attempt > 1) break;
  }
  return undefined;
}

async function checkReceipt(value: unknown): Promise<Receipt | undefined> {
  if (value === undefined || isPlainReceipt(value)) return value;
  const { receiptSchema } = await import('./receipt.js');
  return receiptSchema.safeParse(value).data;
}

/**
 * As {@link readReceiptIn}, but a receipt that cannot be read hides no other, and tells what it still can: which blobs it
 * names.
 */
export async function salvageReceipt(
  folder: string,
  restores = true,
): Promise<{ readonly receipt: Receipt | undefined; readonly sha256s: readonly string[] }> {
  try {
    const receipt = await readReceiptIn(folder, restores);
    if (receipt !== undefined) return { receipt, sha256s: receipt.files.map(({ sha256 }) => sha256) };
    const text = await readText(join(folder, RECEIPT_FILE));
    return { receipt, sha256s: text?.match(/\b[0-9a-f]{64}\b/g) ?? [] };
  } catch {
    return { receipt: undefined, sha256s: [] };
  }
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    // A folder in its place is as little of a receipt as nothing at all.
    if (isMissing(error) || hasErrorCode(error, 'EISDIR')) return undefined;
    throw storeError(error, file);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function isWhole(folder: string, { files }: Receipt): Promise<boolean> {
  for (const { path, sizeBytes } of files) {
    const stats = await lstat(safeJoin(folder, path)).catch(() => undefined);
    if (stats?.isFile() !== true || stats.size !== sizeBytes) return false;
  }
  return true;
}
