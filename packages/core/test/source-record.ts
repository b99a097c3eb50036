import { createHash } from 'node:crypto';
import type { SourceRecord } from '../src/catalog/catalog-schema.js';

/** A record as registering `memory:<name>` would make it. */
export function sourceRecord(name: string, rest: Partial<SourceRecord> = {}): SourceRecord {
  const key = `memory:${name}`;
  return {
    key,
    provider: 'memory',
    locator: { provider: 'memory', key },
    revision: '1',
    treeDigest: createHash('sha256').update(name).digest('hex'),
    reach: 'local',
    code: 'none',
    manifests: [{ path: 'manifest.json', models: 1, diagnostics: [] }],
    registeredAt: '2026-11-23T00:00:00.000Z',
    updatedAt: '2026-11-23T00:00:00.000Z',
    ...rest,
  };
}
