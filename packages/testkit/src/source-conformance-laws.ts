import { inspect } from 'node:util';
import { ZooError, type SourceLocator } from '@modelzoo/core';
import { expect } from 'vitest';
import { hostileReferences, hostileWithScheme } from './hostile-references.js';
import type { Laws } from './declare-laws.js';
import { deferredLaws } from './deferred-conformance-laws.js';
import { isSecretIn } from './is-secret-in.js';
import { createSourceBench, type SourceProviderConformance } from './source-conformance-bench.js';
import { settle, stopsDuring } from './stops-in-time.js';
import { drain, treeOf } from './tree-of.js';
import { watchConnections } from './watch-connections.js';

/** What every source provider has to keep to, by title. */
export const sourceLaws: Laws<SourceProviderConformance> = {
  async 'says who it is, in the first version of the contract'(subject) {
    await using bench = createSourceBench(subject);
    const { specVersion, id, forms } = bench.provider;
    expect(specVersion).toBe('v1');
    expect(id).toMatch(/^[a-z][a-z0-9.+-]*$/);
    expect(forms.length).toBeGreaterThan(0);
  },

  async 'reads a reference the same every time, without the network'(subject) {
    await using bench = createSourceBench(subject);
    using connections = watchConnections();
    const locator = bench.locate('known');
    expect(locator.provider).toBe(bench.provider.id);
    expect(bench.locate('known')).toStrictEqual(locator);
    expect([connections.count(), bench.requests]).toStrictEqual([0, []]);
  },

  async 'gives locators that survive JSON'(subject) {
    await using bench = createSourceBench(subject);
    for (const which of ['known', 'missing'] as const) expectJson(bench.locate(which));
    expectJson(await bench.resolve(bench.locate('known')));
  },

  async 'reads each of its keys as itself'(subject) {
    await using bench = createSourceBench(subject);
    for (const which of ['known', 'missing'] as const) {
      const { key } = bench.locate(which);
      expect(bench.parse(key)?.key).toBe(key);
    }
  },

  async 'leaves foreign references alone'(subject) {
    await using bench = createSourceBench(subject);
    expect(subject.foreign.length).toBeGreaterThan(0);
    expect(subject.foreign.filter((reference) => bench.parse(reference) !== undefined)).toStrictEqual([]);
  },

  async 'leaves hostile references alone'(subject) {
    await using bench = createSourceBench(subject);
    const texts = [...hostileReferences, ...hostileWithScheme(bench.provider.id)];
    const claimed = texts.filter((reference) => bench.parse(reference) !== undefined);
    expect(claimed.map((reference) => inspect(reference.slice(0, 40)))).toStrictEqual([]);
  },

  async 'resolves to the same revision every time'(subject) {
    await using bench = createSourceBench(subject);
    const pinned = await bench.resolve(bench.locate('known'));
    expect(pinned.revision).toMatch(/\S/);
    expect((await bench.resolve(bench.locate('known'))).revision).toBe(pinned.revision);
  },

  async 'keeps the key of what it resolves'(subject) {
    await using bench = createSourceBench(subject);
    const locator = bench.locate('known');
    const pinned = await bench.resolve(locator);
    expect([pinned.locator.key, pinned.locator.provider]).toStrictEqual([locator.key, locator.provider]);
  },

  async 'gives the same tree for the same revision'(subject) {
    await using bench = createSourceBench(subject);
    const pinned = await bench.resolve(bench.locate('known'));
    const tree = await treeOf(await bench.open(pinned));
    expect(tree.length).toBeGreaterThan(0);
    await using later = createSourceBench(subject);
    const kept = JSON.parse(JSON.stringify(pinned)) as typeof pinned;
    expect(await treeOf(await later.open(kept))).toStrictEqual(tree);
  },

  async 'answers with the revision of the last time when nothing moved'(subject) {
    await using bench = createSourceBench(subject);
    const previous = await bench.resolve(bench.locate('known'));
    const kept = JSON.parse(JSON.stringify(previous)) as typeof previous;
    await using later = createSourceBench(subject);
    expect((await later.resolve(later.locate('known'), kept)).revision).toBe(previous.revision);
  },

  async 'does not begin when its signal is aborted'(subject) {
    const reason = new Error('stopped before it began');
    await using online = createSourceBench(subject);
    const pinned = await online.resolve(online.locate('known'));
    await using bench = createSourceBench(subject, { signal: AbortSignal.abort(reason) });
    await expect(bench.resolve(bench.locate('known'))).rejects.toBe(reason);
    await expect(bench.open(pinned)).rejects.toBe(reason);
    expect(bench.requests).toStrictEqual([]);
  },

  async 'stops within a second while it resolves, with the reason'(subject) {
    await stopsDuring(subject, (bench) => bench.resolve(bench.locate('known')));
  },

  async 'stops within a second while it opens, with the reason'(subject) {
    await using online = createSourceBench(subject);
    const pinned = await online.resolve(online.locate('known'));
    await stopsDuring(subject, (bench) => bench.open(pinned));
  },

  async 'stops within a second while it streams, with the reason'(subject) {
    const controller = new AbortController();
    await using bench = createSourceBench(subject, { signal: controller.signal });
    const content = await bench.open(await bench.resolve(bench.locate('known')));
    const reason = new Error('stopped while it streamed');
    controller.abort(reason);
    // What has arrived already may still be read to its end.
    expect(await settle(drain(content))).toBeOneOf(['done', reason]);
  },

  async 'makes no request offline'(subject) {
    await using online = createSourceBench(subject);
    const pinned = await online.resolve(online.locate('known'));
    await using bench = createSourceBench(subject, { offline: true });
    using connections = watchConnections();
    for (const work of [
      () => bench.resolve(bench.locate('known')),
      () => bench.resolve(bench.locate('known'), pinned),
      () => bench.open(pinned).then(drain),
    ]) {
      const outcome: unknown = await work().catch((error: unknown) => error);
      if (outcome instanceof Error) expect(outcome).toMatchObject({ code: 'ERR_ZOO_OFFLINE' });
    }
    expect(connections.count()).toBe(0);
  },

  ...deferredLaws,

  async 'says with a code and the next step that a source is not there'(subject) {
    await using bench = createSourceBench(subject);
    const error = await bench.resolve(bench.locate('missing')).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'ERR_ZOO_SOURCE_NOT_FOUND', message: expect.stringMatching(/^[^a-z].*\.$/s) });
    expect(ZooError.is(error) && error.hint).toMatch(/^[^a-z].*\.$/s);
  },

  async 'keeps its secret'(subject) {
    const { secret } = subject;
    if (secret === undefined) throw new Error('Give a secret, or skip this law and say why there is none.');
    await using bench = createSourceBench(subject, { env: secret.env });
    const origins = bench.provider.access?.origins?.(bench.context.env) ?? [];
    const pinned = await bench.resolve(bench.locate('known'));
    await drain(await bench.open(pinned));
    const error = await bench.resolve(bench.locate('missing')).catch((thrown: unknown) => thrown);

    const kept = JSON.stringify([bench.locate('known'), pinned]);
    const said = `${inspect(error, { depth: 20 })}${JSON.stringify([error, bench.context.events, bench.context.notes])}`;
    expectWithout(secret.value, kept);
    expectWithout(secret.value, said);
    for (const { url, init } of bench.requests) {
      expectWithout(secret.value, url.href);
      if (!origins.includes(url.origin)) expectWithout(secret.value, inspect(init, { depth: 20 }));
    }
    // Otherwise the law would hold for a provider that never saw its secret.
    expect(bench.requests.some(({ init }) => isSecretIn(secret.value, inspect(init, { depth: 20 })))).toBe(true);
  },
};

function expectJson(value: SourceLocator | object): void {
  expect(JSON.parse(JSON.stringify(value))).toStrictEqual(value);
}

function expectWithout(secret: string, text: string): void {
  expect(isSecretIn(secret, text) ? `it shows the secret: ${text}` : 'kept').toBe('kept');
}
