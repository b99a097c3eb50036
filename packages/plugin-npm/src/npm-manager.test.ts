import type { FilePlan } from '@modelzoo/core';
import { createMemorySink, seededBytes, type LoopbackFault } from '@modelzoo/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { integrityOf } from '../test/integrity-of.js';
import { createNpmBench, type NpmBench } from '../test/npm-bench.js';
import { createNpmManager } from './npm-manager.js';
import type { NpmManagerConfig } from './npm-manager-config.js';

const tarball = Buffer.from(seededBytes(300_000));
const integrity = integrityOf(tarball);
const model = { base_name: 'model' };
const config: NpmManagerConfig = { package: '@scope/weights', version: '^1.0.0', files: undefined };

let bench: NpmBench;

beforeEach(async () => {
  bench = await createNpmBench();
});
afterEach(() => bench[Symbol.asyncDispose]());

function setUp(offline = false) {
  const manager = createNpmManager({ registry: bench.registry.url, cwd: bench.folder.path });
  const context = bench.createContext({ access: manager.access, offline });
  return { manager, context };
}

/** Serves the tarball with faults, and gives the plan for it. */
function planFor(faults: readonly (LoopbackFault | undefined)[], always?: LoopbackFault): FilePlan {
  bench.registry.origin.setRoute('/x.tgz', { body: tarball, faults, always });
  return { path: undefined, urls: [`${bench.registry.url}x.tgz`], integrity, extract: {} };
}

function rangesAsked(): (string | undefined)[] {
  return bench.registry.origin.requests.map(({ headers }) => headers.range);
}

describe('doPlan', () => {
  it('plans one tarball with the members that are wanted, and fetches none of it', async () => {
    bench.registry.publish('@scope/weights', { '1.0.0': { tarball }, '1.1.0': { tarball }, '2.0.0': { tarball } });
    const { manager, context } = setUp();
    const files = [{ from: 'assets/a.onnx', path: 'a.onnx', sha256: 'ab'.repeat(32) }];
    await expect(manager.doPlan({ model, config: { ...config, files } }, context)).resolves.toStrictEqual([
      {
        path: undefined,
        urls: [`${bench.registry.url}@scope/weights/-/1.1.0.tgz`],
        integrity,
        extract: { members: files },
      },
    ]);
    expect(bench.registry.origin.requests.map(({ url }) => url)).toStrictEqual(['/@scope%2fweights']);
  });

  it('plans for everything when no files are named', async () => {
    bench.registry.publish('@scope/weights', { '1.0.0': { tarball } });
    const { manager, context } = setUp();
    const [plan] = await manager.doPlan({ model, config }, context);
    expect(plan?.extract).toStrictEqual({ members: undefined });
  });

  it('says that a file is missing when the package or the version is', async () => {
    const { manager, context } = setUp();
    await expect(manager.doPlan({ model, config }, context)).rejects.toMatchObject({ code: 'ERR_ZOO_FILE_NOT_FOUND' });
    bench.registry.publish('@scope/weights', { '2.0.0': { tarball } });
    await expect(manager.doPlan({ model, config }, context)).rejects.toMatchObject({ code: 'ERR_ZOO_FILE_NOT_FOUND' });
  });

  it('asks nothing while offline', async () => {
    const { manager, context } = setUp(true);
    await expect(manager.doPlan({ model, config }, context)).rejects.toMatchObject({ code: 'ERR_ZOO_OFFLINE' });
    await expect(manager.doFetch(planFor([]), createMemorySink(), context)).rejects.toMatchObject({
      code: 'ERR_ZOO_OFFLINE',
    });
    expect(bench.registry.origin.requests).toStrictEqual([]);
  });
});

describe('doFetch', () => {
  it('moves the bytes, known by their digest', async () => {
    const { manager, context } = setUp();
    const sink = createMemorySink();
    await manager.doFetch(planFor([]), sink, context);
    expect(Buffer.from(sink.bytes())).toStrictEqual(tarball);
    expect(sink.begun).toStrictEqual([{ validator: integrity, sizeBytes: tarball.byteLength }]);
  });

  it.each([
    ['is cut', { kind: 'truncate', atBytes: 100_000 }],
    ['is reset', { kind: 'reset', atBytes: 100_000 }],
  ] as const)('asks for the rest when the connection %s', async (_, fault) => {
    const { manager, context } = setUp();
    const sink = createMemorySink();
    await manager.doFetch(planFor([fault]), sink, context);
    expect(Buffer.from(sink.bytes())).toStrictEqual(tarball);
    expect(rangesAsked()).toStrictEqual([undefined, expect.stringMatching(/^bytes=\d+-$/)]);
    expect(context.events).toContainEqual(expect.objectContaining({ type: 'retry' }));
  });

  it('goes on where another process stopped', async () => {
    const { manager, context } = setUp();
    const before = createMemorySink();
    await before.begin({ validator: integrity, sizeBytes: tarball.byteLength });
    await before.write(0, tarball.subarray(0, 1000));
    const sink = before.reopen();
    await manager.doFetch(planFor([]), sink, context);
    expect(Buffer.from(sink.bytes())).toStrictEqual(tarball);
    expect(rangesAsked()).toStrictEqual(['bytes=1000-']);
  });

  it('asks nothing when all of it is there', async () => {
    const { manager, context } = setUp();
    const before = createMemorySink();
    await before.begin({ validator: integrity, sizeBytes: tarball.byteLength });
    await before.write(0, tarball);
    await manager.doFetch(planFor([]), before.reopen(), context);
    expect(bench.registry.origin.requests).toStrictEqual([]);
  });

  it('finishes when all of it is there but nobody knew the size', async () => {
    const { manager, context } = setUp();
    const before = createMemorySink();
    await before.begin({ validator: integrity, sizeBytes: undefined });
    await before.write(0, tarball);
    const sink = before.reopen();
    await manager.doFetch(planFor([]), sink, context);
    expect(Buffer.from(sink.bytes())).toStrictEqual(tarball);
    expect(bench.registry.origin.requests.map(({ status }) => status)).toStrictEqual([416]);
  });

  it.each([
    ['knows no ranges', { kind: 'ignore-range' }],
    ['tells another size', { kind: 'wrong-range', how: 'total' }],
    ['says that there is no such range', { kind: 'range-not-satisfiable' }],
    ['sends less than the range', { kind: 'wrong-range', how: 'short' }],
    ['sends more than the range', { kind: 'wrong-range', how: 'start' }],
    ['does not say which range it sends', { kind: 'wrong-range', how: 'no-header' }],
  ] as const)('has the right bytes in the end from a registry that %s', async (_, fault) => {
    const { manager, context } = setUp();
    const before = createMemorySink();
    await before.begin({ validator: integrity, sizeBytes: tarball.byteLength });
    await before.write(0, tarball.subarray(0, 1000));
    const sink = before.reopen();
    await manager.doFetch(planFor([fault]), sink, context);
    expect(Buffer.from(sink.bytes())).toStrictEqual(tarball);
  });

  it('starts anew when what is there is of another content', async () => {
    const { manager, context } = setUp();
    const before = createMemorySink();
    await before.begin({ validator: 'sha512-of-another', sizeBytes: 5 });
    await before.write(0, Buffer.from('other'));
    const sink = before.reopen();
    await manager.doFetch(planFor([]), sink, context);
    expect(Buffer.from(sink.bytes())).toStrictEqual(tarball);
    expect(rangesAsked()).toStrictEqual([undefined]);
  });

  it('says so when the tarball is gone', async () => {
    const { manager, context } = setUp();
    const plan = planFor([], { kind: 'status', status: 404 });
    await expect(manager.doFetch(plan, createMemorySink(), context)).rejects.toMatchObject({
      code: 'ERR_ZOO_FILE_NOT_FOUND',
    });
  });
});

describe('accepts', () => {
  it('knows a config of its own by its shape', () => {
    const { accepts } = createNpmManager();
    expect(accepts?.({ package: '@scope/name', version: '^1' })).toBe(true);
    expect(accepts?.({ package: '@scope/name' })).toBe(false);
    expect(accepts?.({ package: '../x', version: '1' })).toBe(false);
    expect(accepts?.({ url: 'https://example.com/x.onnx' })).toBe(false);
  });
});
