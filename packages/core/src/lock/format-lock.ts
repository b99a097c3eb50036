import type { LockedModel, LockedSource, LockFile } from './lock-schema.js';
import { LOCK_VERSION } from './lock-version.js';

/** What JSON lets through and a reader of a diff does not see: controls, bidirectional overrides, invisible characters. */
const UNPRINTABLE = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/**
 * The text of a lock file. Equal locks have equal bytes: sources, models, archives and files are sorted by the code units of
 * their names, and whatever holds no further objects stands on a line of its own, so that two branches that change
 * different things merge by themselves.
 */
export function formatLock({ sources }: LockFile): string {
  const ordered = { formatVersion: LOCK_VERSION, sources: mapSorted(sources, orderSource) };
  return `${format(ordered, '')}\n`.replace(
    UNPRINTABLE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function orderSource(source: LockedSource): LockedSource {
  const { provider, alias, locator, revision, memo, treeDigest, reach, models } = source;
  return {
    provider,
    ...(alias !== undefined && { alias }),
    ...(locator !== undefined && { locator: mapSorted(locator, (value) => value) }),
    revision,
    ...(memo !== undefined && { memo: mapSorted(memo, (value) => value) }),
    treeDigest,
    reach,
    models: mapSorted(models, orderModel),
  };
}

function orderModel({ baseFilename, archives, files }: LockedModel): LockedModel {
  return {
    ...(baseFilename !== undefined && { baseFilename }),
    ...(archives !== undefined && {
      archives: mapSorted(archives, ({ mirrors, sizeBytes, sha256, integrity, withheld }) => ({
        ...(sha256 !== undefined && { sha256 }),
        ...(sizeBytes !== undefined && { sizeBytes }),
        ...(integrity !== undefined && { integrity }),
        ...(mirrors !== undefined && { mirrors }),
        ...(withheld !== undefined && { withheld }),
      })),
    }),
    files: mapSorted(files, ({ sha256, sizeBytes, urls, archive, member, withheld }) => ({
      sha256,
      sizeBytes,
      ...(urls !== undefined && { urls }),
      ...(archive !== undefined && { archive }),
      ...(member !== undefined && { member }),
      ...(withheld !== undefined && { withheld }),
    })),
  };
}

function mapSorted<Value>(
  values: Readonly<Record<string, Value>>,
  change: (value: Value) => Value,
): Record<string, Value> {
  const sorted = Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, value]) => [key, change(value)]));
}

function format(value: unknown, indent: string): string {
  if (!isObject(value)) return JSON.stringify(value);
  const entries = Object.entries(value);
  const holdsObjects = entries.some(([, each]) => isObject(each));
  if (entries.length === 0) return '{}';
  if (!holdsObjects) return `{ ${entries.map(([key, each]) => `${JSON.stringify(key)}: ${line(each)}`).join(', ')} }`;
  const inner = `${indent}  `;
  const lines = entries.map(([key, each]) => `${inner}${JSON.stringify(key)}: ${format(each, inner)}`);
  return `{\n${lines.join(',\n')}\n${indent}}`;
}

function line(value: unknown): string {
  return Array.isArray(value) ? `[${value.map(line).join(', ')}]` : JSON.stringify(value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
