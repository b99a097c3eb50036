import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { manifestOf } from '../../test/memory-plugin.js';
import { serveWeights, zooProcess } from '../../test/run-zoo-process.js';
import { greeting, useZoo } from '../../test/use-zoo.js';
import type { ZooEvent } from '../events/zoo-event.js';
import { createModelUses } from '../store/model-uses.js';
import { homeLayout } from '../store/home-layout.js';
import type { Zoo } from '../zoo.js';

const MIB = 1024 * 1024;
/** Three models of a mebibyte, and what a home folder has besides. */
const MAX_BYTES = 3.5 * MIB;
const bench = useZoo();
const notices: string[] = [];

beforeEach(() => {
  notices.length = 0;
  const models = ['a', 'b', 'c', 'd', 'large'].map((name) => {
    const sizeBytes = name === 'large' ? 4 * MIB : MIB;
    bench.memory.weights[name] = Buffer.alloc(sizeBytes, name);
    const isKnown = name !== 'd';
    const file = { from: name, ...(isKnown && { sizeBytes }) };
    return greeting('1', {
      base_name: name,
      base_filename: 'w.txt',
      manager: { type: 'memory', config: { files: { 'w.txt': file } } },
    });
  });
  bench.memory.sources['two'] = { 'manifest.json': manifestOf(...models) };
});

const onEvent = (event: ZooEvent): void => {
  if (event.type === 'notice' && event.level !== 'debug') notices.push(event.message);
};

/** A zoo that may have three models. */
async function smallZoo(maxStoreBytes: number | undefined = MAX_BYTES): Promise<Zoo> {
  const zoo = bench.zooWith({ maxStoreBytes, onEvent });
  await zoo.registerSource('memory:two');
  return zoo;
}

async function namesIn(zoo: Zoo): Promise<string[]> {
  return (await zoo.listDownloaded()).map(({ name }) => name);
}

/** Downloads models, the first of which was used the longest time ago. */
async function download(zoo: Zoo, ...names: readonly string[]): Promise<void> {
  for (const [index, name] of names.entries()) {
    await zoo.downloadModel(name);
    await age(zoo, name, names.length - index);
  }
}

async function age(zoo: Zoo, name: string, days: number): Promise<void> {
  const { usesDir } = homeLayout(zoo.home);
  const folder = join(await zoo.findModel(name), '..');
  const time = new Date(Date.now() - days * 86_400_000);
  await utimes(join(usesDir, folder.slice(join(zoo.home, 'models').length), 'last'), time, time);
}

describe('a store that may have only so much', () => {
  it.each(['c', 'd'])('loses the model that nobody used for the longest time before %s comes', async (last) => {
    const zoo = await smallZoo();
    await download(zoo, 'a', 'b', last === 'c' ? 'd' : 'c');
    await zoo.findModel('a');
    await zoo.downloadModel(last);
    expect(await namesIn(zoo)).toStrictEqual(['a@1', 'c@1', 'd@1']);
    expect(notices).toStrictEqual([
      expect.stringMatching(/^b@1 was deleted to keep the store below 3\.7 MB: 1\.\d MB\.$/),
    ]);
  });

  it('keeps what is pinned, and deletes nothing when that does not help', async () => {
    const zoo = await smallZoo();
    await download(zoo, 'a', 'b', 'c');
    expect(await zoo.pinModel('a')).toBe('a@1');
    await zoo.downloadModel('d');
    expect(await namesIn(zoo)).toStrictEqual(['a@1', 'c@1', 'd@1']);
    for (const name of ['c', 'd']) await zoo.pinModel(name);
    await expect(zoo.downloadModel('b')).rejects.toMatchObject({
      code: 'ERR_ZOO_NO_SPACE',
      details: { neededBytes: MIB, kept: ['a@1', 'c@1', 'd@1'] },
      hint: expect.stringContaining('a@1, c@1, d@1') as string,
    });
    expect(await namesIn(zoo)).toStrictEqual(['a@1', 'c@1', 'd@1']);
    await zoo.unpinModel('a');
    await zoo.downloadModel('b');
    expect(await namesIn(zoo)).toStrictEqual(['b@1', 'c@1', 'd@1']);
  });

  it('takes nothing that is larger than itself, and deletes nothing for it', async () => {
    const zoo = await smallZoo();
    await download(zoo, 'a');
    bench.memory.calls.length = 0;
    await expect(zoo.downloadModel('large')).rejects.toMatchObject({ code: 'ERR_ZOO_NO_SPACE' });
    expect(bench.memory.calls).toStrictEqual([]);
    expect(await namesIn(zoo)).toStrictEqual(['a@1']);
  });

  it('keeps what this process has loaded, until it is disposed', async () => {
    const zoo = await smallZoo();
    await download(zoo, 'a', 'b', 'c');
    const model = await zoo.loadModel('a');
    await age(zoo, 'a', 9);
    await zoo.downloadModel('d');
    expect(await namesIn(zoo)).toStrictEqual(['a@1', 'c@1', 'd@1']);
    await model[Symbol.asyncDispose]();
    await age(zoo, 'a', 9);
    await zoo.downloadModel('b');
    expect(await namesIn(zoo)).toStrictEqual(['b@1', 'c@1', 'd@1']);
  });

  it('keeps what another process has loaded, until that one ends, even if it was killed', async () => {
    const server = await serveWeights(Buffer.alloc(MIB, 'weights '), 1, 0);
    onTestFinished(server.close);
    const [command, ...args] = zooProcess(join(bench.folder, 'home'), server.origin, 'hold');
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    await once(child.stdout, 'data');
    const zoo = await smallZoo();
    await age(zoo, 'm', 30);
    await download(zoo, 'a', 'b', 'c');
    expect(await namesIn(zoo)).toStrictEqual(['b@1', 'c@1', 'm']);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await age(zoo, 'm', 30);
    await zoo.downloadModel('a');
    expect(await namesIn(zoo)).toStrictEqual(['a@1', 'b@1', 'c@1']);
  });

  it('is made smaller by a collection of garbage, which says so before', async () => {
    await download(await smallZoo(9 * MIB), 'a', 'b', 'c', 'd');
    const zoo = bench.zooWith({ maxStoreBytes: 2.5 * MIB });
    const planned = await zoo.collectGarbage({ dryRun: true });
    expect(planned.deleted.map(({ kind, path }) => [kind, path])).toStrictEqual([
      ['model', expect.stringMatching(/^models\/.*\/a.*@1$/)],
      ['model', expect.stringMatching(/^models\/.*\/b.*@1$/)],
    ]);
    expect(await namesIn(zoo)).toHaveLength(4);
    expect(await zoo.collectGarbage()).toStrictEqual({ ...planned, dryRun: false });
    expect(await namesIn(zoo)).toStrictEqual(['c@1', 'd@1']);
  });

  it('brings back a model that somebody began to use while it was stepping aside', async () => {
    const zoo = await smallZoo(9 * MIB);
    await download(zoo, 'a');
    const path = await zoo.findModel('a');
    const uses = createModelUses(homeLayout(zoo.home));
    const loading = Promise.all(Array.from({ length: 20 }, () => zoo.loadModel('a', { cache: false })));
    const small = bench.zooWith({ maxStoreBytes: MIB / 2 });
    await small.collectGarbage();
    const models = await loading;
    expect(await zoo.findModel('a')).toBe(path);
    expect((await uses.find(join(path, '..'))).isHeld).toBe(true);
    for (const model of models) await model[Symbol.asyncDispose]();
    expect((await uses.find(join(path, '..'))).isHeld).toBe(false);
  });
});
