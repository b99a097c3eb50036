import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { Laws } from './declare-laws.js';
import { createMemorySink, type MemorySink } from './memory-sink.js';
import { createSourceBench, type SourceBench, type SourceProviderConformance } from './source-conformance-bench.js';
import { stopsDuring } from './stops-in-time.js';
import { watchConnections } from './watch-connections.js';

/** What a provider has to keep to that brings content that its sources only point to. No other has to. */
export const deferredLaws: Laws<SourceProviderConformance> = {
  async 'brings exactly the content that a pointer names'(subject) {
    if (await bringsNone(subject)) return;
    await using bench = createSourceBench(subject);
    const sink = createMemorySink();
    await bench.fetchDeferred(await bench.resolve(bench.locate('known')), sink);
    expectContent(sink, subject);
  },

  async 'completes content that a pointer names and another process began'(subject) {
    if (await bringsNone(subject)) return;
    await using whole = createSourceBench(subject);
    const pinned = await whole.resolve(whole.locate('known'));
    const had = createMemorySink();
    await whole.fetchDeferred(pinned, had);
    const [content] = had.begun;
    if (content === undefined) throw new Error('The provider wrote without saying what.');
    const started = createMemorySink();
    await started.begin(content);
    await started.write(0, had.bytes().subarray(0, Math.floor(had.bytes().byteLength / 2)));
    await using later = createSourceBench(subject);
    const sink = started.reopen();
    await later.fetchDeferred(JSON.parse(JSON.stringify(pinned)) as typeof pinned, sink);
    expectContent(sink, subject);
  },

  async 'stops within a second while it brings content, with the reason'(subject) {
    if (await bringsNone(subject)) return;
    await using online = createSourceBench(subject);
    const pinned = await online.resolve(online.locate('known'));
    await stopsDuring(subject, (bench) => bench.fetchDeferred(pinned, createMemorySink()));
  },

  async 'brings no content offline'(subject) {
    if (await bringsNone(subject)) return;
    await using online = createSourceBench(subject);
    const pinned = await online.resolve(online.locate('known'));
    await using bench = createSourceBench(subject, { offline: true });
    using connections = watchConnections();
    const outcome: unknown = await bench.fetchDeferred(pinned, createMemorySink()).catch((error: unknown) => error);
    if (outcome instanceof Error) expect(outcome).toMatchObject({ code: 'ERR_ZOO_OFFLINE' });
    expect(connections.count()).toBe(0);
  },
};

/** A provider that could, and was given nothing to show it with, is not excused. */
async function bringsNone(subject: SourceProviderConformance): Promise<boolean> {
  await using bench: SourceBench = createSourceBench(subject);
  return bench.provider.doFetchDeferred === undefined && subject.deferred === undefined;
}

function expectContent(sink: MemorySink, { deferred }: SourceProviderConformance): void {
  const bytes = sink.bytes();
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  expect({ sizeBytes: bytes.byteLength, sha256 }).toStrictEqual({
    sizeBytes: deferred?.sizeBytes,
    sha256: deferred?.sha256,
  });
  expect(sink.present).toStrictEqual([{ start: 0, end: bytes.byteLength }]);
}
