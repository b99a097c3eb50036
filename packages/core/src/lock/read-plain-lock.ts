import { isListOf, isObject, isOptional, isSha256, isSize, isText, type Fields } from '../store/plain-values.js';
import { formatLock } from './format-lock.js';
import type { LockFile } from './lock-schema.js';
import { LOCK_VERSION, MOST_LOCK_CHARACTERS } from './lock-version.js';

const REACHES: ReadonlySet<unknown> = new Set(['local', 'private', 'public']);

/**
 * Reads the text of a lock file that is as this core writes it, to the byte. It lets nothing pass that `parseLock` refuses,
 * and gives `undefined` for what that has to look at: loading its schema takes longer than all else that is done with a lock.
 */
export function readPlainLock(text: string): LockFile | undefined {
  const value = text.length > MOST_LOCK_CHARACTERS ? undefined : parseJson(text);
  if (!isPlainLock(value)) return undefined;
  // Keys that are unknown, stand twice or are special to JavaScript are not in what is written.
  return formatLock(value) === text && !text.includes('__proto__') ? value : undefined;
}

/** Whether all that a lock file names has its type. */
function isPlainLock(value: unknown): value is LockFile {
  return isObject(value) && value['formatVersion'] === LOCK_VERSION && areAll(value['sources'], isPlainSource);
}

function isPlainSource({ provider, alias, locator, revision, memo, treeDigest, reach, models }: Fields): boolean {
  return (
    isText(provider) &&
    isOptional(alias, isText) &&
    isOptional(locator, isObject) &&
    isText(revision) &&
    isOptional(memo, (each) => isObject(each) && Object.values(each).every((note) => typeof note === 'string')) &&
    isSha256(treeDigest) &&
    REACHES.has(reach) &&
    areAll(models, isPlainModel)
  );
}

function isPlainModel({ baseFilename, archives = {}, files }: Fields): boolean {
  return (
    isOptional(baseFilename, isText) &&
    areAll(archives, isPlainArchive) &&
    areAll(files, (file) => isPlainFile(file, archives)) &&
    Object.keys(files).length > 0
  );
}

function isPlainArchive({ mirrors, sizeBytes, sha256, integrity, withheld }: Fields): boolean {
  return (
    isOptional(mirrors, areTexts) &&
    isOptional(sizeBytes, isSize) &&
    isOptional(sha256, isSha256) &&
    isOptional(integrity, isText) &&
    isOptional(withheld, isTrue)
  );
}

function isPlainFile({ sha256, sizeBytes, urls, archive, member, withheld }: Fields, archives: Fields): boolean {
  const isInArchive = isText(archive) && isText(member) && Object.hasOwn(archives, archive) && urls === undefined;
  const isAlone = archive === undefined && member === undefined && isOptional(urls, areTexts);
  return isSha256(sha256) && isSize(sizeBytes) && (isInArchive || isAlone) && isOptional(withheld, isTrue);
}

function areAll(value: unknown, isRight: (each: Fields) => boolean): value is Fields {
  return isObject(value) && Object.values(value).every((each) => isObject(each) && isRight(each));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function areTexts(value: unknown): boolean {
  return isListOf(value, isText);
}

function isTrue(value: unknown): boolean {
  return value === true;
}
