import { isDeepStrictEqual } from 'node:util';
import type { SourceRecord } from '../catalog/catalog-schema.js';
import type { ZooServices } from '../zoo-services.js';

/**
 * Registers sources at their locked revisions, all in one step. What is the user's stays: the time of registration, and an
 * alias that is there. Content that is replaced stays in the store, for another project may have locked it; `gc` knows.
 */
export async function saveLockedSources(services: ZooServices, records: readonly SourceRecord[]): Promise<void> {
  const registered = await services.catalog.sources();
  if (records.every((record) => registered.some((other) => isDeepStrictEqual(other, record)))) return;
  await services.catalog.update((sources) => {
    for (const record of records) putRecord(sources, record);
  });
}

function putRecord(sources: SourceRecord[], record: SourceRecord): void {
  const index = sources.findIndex(({ key }) => key === record.key);
  const before = sources[index];
  const { alias: wanted, ...rest } = record;
  const isFree = sources.every(({ alias, key }) => alias !== wanted || key === record.key);
  const alias = before?.alias ?? (isFree ? wanted : undefined);
  const next = {
    ...rest,
    ...(alias !== undefined && { alias }),
    registeredAt: before?.registeredAt ?? record.registeredAt,
  };
  if (index === -1) sources.push(next);
  else sources[index] = next;
}
