import { isListOf, isObject, isOptional, isSha256, isSize, isText } from './plain-values.js';
import type { Receipt } from './receipt.js';

const FORMAT_VERSION: Receipt['formatVersion'] = 1;

/**
 * Whether a value is a receipt as this core writes it: a quick look that lets nothing pass that `receiptSchema` refuses, and
 * leaves what it does not know to that, as it does receipts with archives. Loading the schema takes longer than all else
 * that a short program does.
 */
export function isPlainReceipt(value: unknown): value is Receipt {
  if (!isObject(value)) return false;
  const { formatVersion, source, baseName, version, baseFilename, path, files, archives, treeDigest, revision } = value;
  return (
    formatVersion === FORMAT_VERSION &&
    [source, baseName, path].every(isText) &&
    [version, baseFilename, revision].every((each) => isOptional(each, isString)) &&
    isOptional(treeDigest, isSha256) &&
    archives === undefined &&
    isTime(value['downloadedAt']) &&
    isListOf(files, isPlainFile)
  );
}

function isPlainFile(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { path, sizeBytes, sha256, origin, chunks, urls, archive, member, withheld } = value;
  return (
    isText(path) &&
    isSize(sizeBytes) &&
    isSha256(sha256) &&
    isOptional(origin, isString) &&
    isOptional(chunks, arePlainChunks) &&
    isOptional(urls, (each) => isListOf(each, isText)) &&
    [archive, member].every((each) => isOptional(each, isText)) &&
    isOptional(withheld, (each) => each === true)
  );
}

function arePlainChunks(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { sizeBytes, sha256 } = value;
  return isSize(sizeBytes) && sizeBytes !== 0 && isListOf(sha256, isSha256);
}

function isString(value: unknown): boolean {
  return typeof value === 'string';
}

/** As `Date` writes the years of four digits, which keeps the 31st from months that have none. */
function isTime(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\d{4}-/.test(value)) return false;
  const time = new Date(value);
  return !Number.isNaN(time.getTime()) && time.toISOString() === value;
}
