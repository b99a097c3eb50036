import { setTimeout as delay } from 'node:timers/promises';
import { ZooError } from '@modelzoo/core';
import { expect } from 'vitest';
import type { Laws } from './declare-laws.js';
import { isSecretIn } from './is-secret-in.js';
import { createLoopbackOrigin, type LoopbackRoute } from './loopback-origin.js';
import {
  HALF,
  missing,
  PATH,
  PATIENCE_MS,
  servedBody as body,
  setUp,
  until,
  type ModelManagerConformance,
} from './manager-conformance-bench.js';
import { createMemorySink } from './memory-sink.js';
import { seededBytes } from './seeded-bytes.js';

const other = seededBytes(250_000, 'other weights');

/** What every model manager has to keep to, by title. */
export const managerLaws: Laws<ModelManagerConformance> = {
  async 'says who it is, in the first version of the contract'(subject) {
    const manager = subject.create();
    expect(manager.specVersion).toBe('v1');
    expect(manager.id).toMatch(/^[a-z][a-z0-9.+-]*$/);
    expect(manager.types.length).toBeGreaterThan(0);
    await Promise.resolve();
  },

  async 'refuses configs that make no sense, with a message'(subject) {
    const { configSchema } = subject.create();
    expect(subject.nonsense.length).toBeGreaterThan(0);
    for (const config of subject.nonsense) {
      const result = await configSchema['~standard'].validate(config);
      expect({ config, isRefused: result.issues !== undefined }).toStrictEqual({ config, isRefused: true });
      expect(result.issues?.[0]?.message).toMatch(/\S/);
    }
  },

  async 'plans the same every time, and moves none of the bytes'(subject) {
    await using bench = await setUp(subject, {});
    const plans = await bench.plan();
    expect(plans).toHaveLength(1);
    expect(plans[0]?.urls.length).toBeGreaterThan(0);
    expect(await bench.plan()).toStrictEqual(plans);
    expect(bench.requests()).toStrictEqual([]);
  },

  async 'brings exactly the bytes of the file'(subject) {
    await using bench = await setUp(subject, {});
    const sink = createMemorySink();
    await bench.fetch(sink);
    expect(Buffer.compare(sink.bytes(), body)).toBe(0);
    expect(sink.present).toStrictEqual([{ start: 0, end: body.length }]);
  },

  async 'brings a file that the server gives no length of'(subject) {
    await using bench = await setUp(subject, { always: { kind: 'no-length' } });
    const sink = createMemorySink();
    await bench.fetch(sink);
    expect(Buffer.compare(sink.bytes(), body)).toBe(0);
  },

  async 'asks only for the rest when another process goes on'(subject) {
    await using bench = await setUp(subject, { faults: [{ kind: 'stall', atBytes: HALF }] });
    const sink = await bench.interrupt();
    const had = sink.present[0]?.end ?? 0;
    expect(had).toBeGreaterThan(0);
    await bench.fetch(sink);
    expect(Buffer.compare(sink.bytes(), body)).toBe(0);
    const moved = bench.requests().slice(1);
    expect(moved.reduce((sum, { sentBytes }) => sum + sentBytes, 0)).toBeLessThanOrEqual(body.length - had);
  },

  async 'starts over when the content has changed in between'(subject) {
    await using bench = await setUp(subject, { faults: [{ kind: 'stall', atBytes: HALF }] });
    const sink = await bench.interrupt();
    bench.origin.setRoute(PATH, { body: other });
    await bench.fetch(sink);
    expect(Buffer.compare(sink.bytes(), other)).toBe(0);
  },

  async 'starts over when there is no telling whether the content has changed'(subject) {
    await using bench = await setUp(subject, { etag: null, faults: [{ kind: 'stall', atBytes: HALF }] });
    const sink = await bench.interrupt();
    bench.origin.setRoute(PATH, { body: other, etag: null });
    await bench.fetch(sink);
    expect(Buffer.compare(sink.bytes(), other)).toBe(0);
  },

  async 'is not misled by servers that answer a range with something else'(subject) {
    const hows = ['start', 'total', 'no-header', 'unit', 'multipart'] as const;
    for (const how of hows) await goesOn(subject, { always: { kind: 'wrong-range', how } });
    await goesOn(subject, { always: { kind: 'ignore-range' } });
    await goesOn(subject, { always: { kind: 'range-not-satisfiable' } });
  },

  async 'goes on by itself after a broken connection and a failing server'(subject) {
    const faults: LoopbackRoute['faults'] = [
      { kind: 'reset', atBytes: 100_000 },
      { kind: 'status', status: 503 },
      { kind: 'truncate', atBytes: 200_000 },
    ];
    await using bench = await setUp(subject, { faults });
    const sink = createMemorySink();
    await bench.fetch(sink);
    expect(Buffer.compare(sink.bytes(), body)).toBe(0);
    expect(bench.context.events.some(({ type }) => type === 'retry')).toBe(true);
  },

  async 'never takes a page for people for weights'(subject) {
    await using bench = await setUp(subject, { always: { kind: 'html' } });
    await expect(bench.fetch(createMemorySink())).rejects.toMatchObject({ code: 'ERR_ZOO_RESPONSE_INVALID' });
  },

  async 'never takes an encoding of the file for the file'(subject) {
    await using bench = await setUp(subject, { always: { kind: 'encode' } });
    const sink = createMemorySink();
    const error = await bench.fetch(sink).catch((caught: unknown) => caught);
    if (error === undefined) expect(Buffer.compare(sink.bytes(), body)).toBe(0);
    else expect(error).toMatchObject({ code: 'ERR_ZOO_RESPONSE_INVALID' });
  },

  async 'says with a code that the file is not there'(subject) {
    await using bench = await setUp(subject, { always: { kind: 'status', status: 404 } });
    await expect(bench.fetch(createMemorySink())).rejects.toMatchObject({ code: 'ERR_ZOO_FILE_NOT_FOUND' });
  },

  async 'stops when its signal says so, with the reason'(subject) {
    for (const kind of ['stall', 'silence'] as const) {
      const controller = new AbortController();
      const fault = kind === 'stall' ? ({ kind, atBytes: HALF } as const) : ({ kind } as const);
      await using bench = await setUp(subject, { always: fault }, { signal: controller.signal });
      const reason = new Error('enough');
      const fetching = bench.fetch(createMemorySink());
      await until(() => bench.requests().length > 0);
      controller.abort(reason);
      const late = delay(PATIENCE_MS, 'it went on', { ref: false });
      await expect(Promise.race([fetching, late])).rejects.toBe(reason);
    }
  },

  async 'makes no request offline'(subject) {
    await using online = await setUp(subject, {});
    const [file] = await online.plan();
    await using bench = await setUp(subject, {}, { offline: true });
    const fetching = bench.manager.doFetch(file ?? missing(), createMemorySink(), bench.context);
    await expect(fetching).rejects.toMatchObject({ code: 'ERR_ZOO_OFFLINE' });
    expect([...online.requests(), ...bench.requests()]).toStrictEqual([]);
  },

  async 'lets no secret out'(subject) {
    const stranger = await createLoopbackOrigin();
    try {
      const fault = { kind: 'redirect', to: stranger.url('/elsewhere') } as const;
      await using bench = await setUp(subject, { always: fault }, { env: subject.secret?.env }, '?token=canary-in-url');
      const error = await bench.fetch(createMemorySink()).catch((caught: unknown) => caught);
      expect(ZooError.is(error)).toBe(true);
      expect(stranger.requests.length).toBeGreaterThan(0);
      const said = JSON.stringify([String(error), error, bench.context.events, bench.context.notes]);
      const sent = JSON.stringify(stranger.requests);
      expect(said).not.toContain('canary-in-url');
      expect(sent).not.toContain('canary-in-url');
      if (subject.secret === undefined) return;
      expect(isSecretIn(subject.secret.value, `${said}${sent}`)).toBe(false);
      // Otherwise the law would hold for a manager that never saw its secret.
      expect(isSecretIn(subject.secret.value, JSON.stringify(bench.origin.requests))).toBe(true);
    } finally {
      await stranger.close();
    }
  },
};

async function goesOn(subject: ModelManagerConformance, route: LoopbackRoute): Promise<void> {
  await using bench = await setUp(subject, { ...route, faults: [{ kind: 'stall', atBytes: HALF }] });
  const sink = await bench.interrupt();
  await bench.fetch(sink);
  const isRight = Buffer.compare(sink.bytes(), body) === 0;
  expect({ fault: route.always, isRight }).toStrictEqual({ fault: route.always, isRight: true });
}
