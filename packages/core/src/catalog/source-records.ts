import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { writeFileAtomic } from '../store/atomic-write.js';
import { isSha256 } from '../store/digest.js';
import type { HomeLayout } from '../store/home-layout.js';
import { namesIn } from '../store/names-in.js';
import { readText } from '../store/read-text.js';
import type { SourceRecord } from './catalog-schema.js';

/**
 * What the catalog says of each source, a second time: one small file beside the snapshot, so that a catalog that was lost
 * can be made anew. Content that several sources share has several.
 */
export interface SourceRecords {
  /** Writes those of a list that is about to be published; those that `known` has already are left as they are. */
  add(sources: readonly SourceRecord[], known: readonly SourceRecord[]): Promise<void>;
  /**
   * Removes those that only the list of before needs, once the new one is published. Processes may do both at once, so each
   * looks at the list again after it has removed something, and at its records after it has published them.
   *
   * @param current Gives the list as it is now.
   */
  settle(before: readonly SourceRecord[], current: () => Promise<readonly SourceRecord[]>): Promise<void>;
  /** One for each source: the newest whose snapshot is there, in the order in which they were registered. */
  list(): Promise<{ readonly sources: readonly SourceRecord[]; readonly unknownSnapshots: number }>;
}

const RECORD_VERSION = 1;
const NAME = /^(?<digest>[0-9a-f]{64})\.[0-9a-f]{16}\.json$/;

export function createSourceRecords({ sourcesDir }: Pick<HomeLayout, 'sourcesDir'>): SourceRecords {
  function fileOf({ key, treeDigest }: SourceRecord): string {
    const name = createHash('sha256').update(key).digest('hex').slice(0, 16);
    return join(sourcesDir, `${treeDigest}.${name}.json`);
  }

  const write = (source: SourceRecord): Promise<void> =>
    writeFileAtomic(fileOf(source), `${JSON.stringify({ formatVersion: RECORD_VERSION, source }, null, 2)}\n`);

  return {
    async add(sources, known) {
      for (const source of sources) {
        if (!known.some((other) => isDeepStrictEqual(source, other))) await write(source);
      }
    },
    async settle(before, current) {
      const after = await current();
      const kept = new Set(after.map(fileOf));
      for (const source of before) {
        if (!kept.has(fileOf(source))) await rm(fileOf(source), { force: true }).catch(() => undefined);
      }
      const there = new Set((await namesIn(sourcesDir)).map((name) => join(sourcesDir, name)));
      for (const source of await current()) {
        // It is there a second time already; one that cannot be written now is written with the next change.
        if (!there.has(fileOf(source))) await write(source).catch(() => undefined);
      }
    },
    async list() {
      const { sourceRecordFileSchema } = await import('./catalog-schema.js');
      const names = await namesIn(sourcesDir);
      const folders = new Set(names);
      const found = new Map<string, SourceRecord>();
      for (const name of names) {
        const digest = NAME.exec(name)?.groups?.['digest'];
        if (digest === undefined || !folders.has(digest)) continue;
        const file = sourceRecordFileSchema.safeParse(parseJson((await readText(join(sourcesDir, name))) ?? ''));
        if (!file.success || file.data.source.treeDigest !== digest) continue;
        const { source } = file.data;
        const other = found.get(source.key);
        if (other === undefined || other.updatedAt < source.updatedAt) found.set(source.key, source);
      }
      const known = new Set(names.flatMap((name) => NAME.exec(name)?.groups?.['digest'] ?? []));
      return {
        sources: [...found.values()].toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1)),
        unknownSnapshots: names.filter((name) => isSha256(name) && !known.has(name)).length,
      };
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function orderOf({ registeredAt, key }: SourceRecord): string {
  return `${registeredAt} ${key}`;
}
