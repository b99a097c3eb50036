import { isObject, isSha256 } from '../store/plain-values.js';
import type { SourceRecord } from './catalog-schema.js';

const REACHES = new Set<unknown>(['local', 'private', 'public']);
const CODES = new Set<unknown>(['none', 'javascript', 'python']);

/**
 * Whether a value is a record as this core writes it: a quick look that lets nothing pass that `sourceRecordSchema` refuses,
 * and leaves what it does not know to that. Records with diagnostics are left to it, too.
 */
export function isPlainRecord(value: unknown): value is SourceRecord {
  if (!isObject(value)) return false;
  const { locator, manifests, memo = {}, alias = '' } = value;
  return (
    ['key', 'provider', 'revision', 'registeredAt', 'updatedAt'].every((name) => typeof value[name] === 'string') &&
    typeof alias === 'string' &&
    isSha256(value['treeDigest']) &&
    REACHES.has(value['reach']) &&
    CODES.has(value['code']) &&
    isObject(locator) &&
    typeof locator['provider'] === 'string' &&
    typeof locator['key'] === 'string' &&
    ['string', 'undefined'].includes(typeof locator['subPath']) &&
    isObject(memo) &&
    Object.values(memo).every((text) => typeof text === 'string') &&
    Array.isArray(manifests) &&
    manifests.every(isPlainManifest)
  );
}

function isPlainManifest(value: unknown): boolean {
  return (
    isObject(value) &&
    typeof value['path'] === 'string' &&
    ['string', 'undefined'].includes(typeof value['name']) &&
    Number.isSafeInteger(value['models']) &&
    Number(value['models']) >= 0 &&
    Array.isArray(value['diagnostics']) &&
    value['diagnostics'].length === 0
  );
}
