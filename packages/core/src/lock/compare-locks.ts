import { isDeepStrictEqual } from 'node:util';
import type { LockDifference } from './lock-types.js';
import type { LockedSource, LockFile } from './lock-schema.js';

/** What a lock file would have to change to become another, sorted by source and model. Pure. */
export function compareLocks(before: LockFile, after: LockFile): LockDifference[] {
  const references = sortedKeys(before.sources, after.sources);
  return references.flatMap((reference) => [
    ...compareSource(reference, own(before.sources, reference), own(after.sources, reference)),
  ]);
}

function* compareSource(
  source: string,
  before: LockedSource | undefined,
  after: LockedSource | undefined,
): Generator<LockDifference> {
  const revisions = { locked: before?.revision, current: after?.revision };
  if (before === undefined) yield { kind: 'source-added', source, model: undefined, ...revisions };
  else if (after === undefined) yield { kind: 'source-removed', source, model: undefined, ...revisions };
  else if (hasMoved(before, after)) yield { kind: 'source-moved', source, model: undefined, ...revisions };
  const [old, now] = [before?.models ?? {}, after?.models ?? {}];
  for (const model of sortedKeys(old, now)) {
    const [was, is] = [own(old, model), own(now, model)];
    if (isDeepStrictEqual(was, is)) continue;
    const kind = was === undefined ? 'model-added' : is === undefined ? 'model-removed' : 'model-changed';
    yield { kind, source, model, locked: undefined, current: undefined };
  }
}

function hasMoved({ models: _old, ...before }: LockedSource, { models: _now, ...after }: LockedSource): boolean {
  return !isDeepStrictEqual(before, after);
}

function sortedKeys(...objects: readonly object[]): string[] {
  return [...new Set(objects.flatMap((object) => Object.keys(object)))].toSorted();
}

function own<Value>(object: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
