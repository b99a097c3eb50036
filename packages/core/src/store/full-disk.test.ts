import { spawnSync } from 'node:child_process';
import { mkdir, readFile, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { manifestOf, memoryPlugin } from '../../test/memory-plugin.js';
import { greeting, useZoo } from '../../test/use-zoo.js';
import type { ModelManager } from '../plugins/model-manager.js';
import type { Zoo } from '../zoo.js';

const bench = useZoo();
afterEach(() => void spawnSync('umount', ['-l', join(bench.folder, 'small')]));
const BYTES = 1024 * 1024;

/** Whether this machine lets a test mount a small file system of its own. */
const canMount = spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;

/** A folder in which there is a mebibyte of space. */
async function smallFolder(): Promise<string> {
  const folder = join(bench.folder, 'small');
  await mkdir(folder);
  mount('-t', 'tmpfs', '-o', `size=${BYTES}`, 'tmpfs', folder);
  return folder;
}

function mount(...args: readonly string[]): void {
  const { status, stderr } = spawnSync('mount', args);
  if (status !== 0) throw new Error(`mount failed: ${String(stderr)}`);
}

/** Brings zeros: `promised` in the plan, `announced` when it begins, 4 MiB in truth. */
function zeros(promised: number | undefined, announced: number | undefined): ModelManager {
  return {
    specVersion: 'v1',
    id: 'zeros',
    types: ['zeros'],
    configSchema: { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } },
    doPlan: async () => [{ path: 'large.txt', urls: ['zeros:'], sizeBytes: promised }],
    async doFetch(_, sink) {
      bench.memory.calls.push('fetch zeros');
      await sink.begin({ validator: undefined, sizeBytes: announced });
      for (let position = 0; position < 4 * BYTES; position += BYTES) await sink.write(position, Buffer.alloc(BYTES));
    },
  };
}

/** A zoo on a small disk that has one model, and knows a large one. */
async function zooOn(home: string, promised: number | undefined, announced: number | undefined): Promise<Zoo> {
  const large = { base_name: 'large', base_filename: 'large.txt', manager: { type: 'zeros', config: {} } };
  bench.memory.sources['one'] = { 'manifest.json': manifestOf(greeting('1'), large) };
  const plugins = [
    memoryPlugin(bench.memory),
    { name: 'zeros', specVersion: 'v1' as const, managers: [zeros(promised, announced)] },
  ];
  const zoo = bench.zooWith({ home, plugins });
  await zoo.registerSource('memory:one');
  await zoo.downloadModel('acme/greeting');
  bench.memory.calls.length = 0;
  return zoo;
}

describe.skipIf(!canMount)('a disk that is too small', () => {
  it.each<[string, number | undefined, number | undefined, readonly string[], object]>([
    ['before the first byte, when sizes are promised', 4 * BYTES, undefined, [], { neededBytes: 4 * BYTES }],
    ['when its size is known', undefined, 4 * BYTES, ['fetch zeros'], { neededBytes: 4 * BYTES }],
    ['when it is full', undefined, undefined, ['fetch zeros'], { code: 'ENOSPC' }],
  ])('stops a download %s, and the store stays whole', async (_name, promised, announced, calls, details) => {
    const home = await smallFolder();
    const zoo = await zooOn(home, promised, announced);
    const before = await statfs(home);
    await expect(zoo.downloadModel('large')).rejects.toMatchObject({ code: 'ERR_ZOO_NO_SPACE', details });
    expect(bench.memory.calls).toStrictEqual(calls);
    expect(await zoo.isDownloaded('large')).toBe(false);
    expect(await zoo.verifyModels({ full: true })).toMatchObject([{ name: 'acme/greeting@1', ok: true }]);
    const after = await statfs(home);
    expect(after.bavail).toBeGreaterThan(before.bavail - 16);
  });

  it('that became read-only is read, and not written', async () => {
    const home = await smallFolder();
    // What a disposed zoo had open keeps nobody from changing the disk.
    await (await zooOn(home, undefined, undefined))[Symbol.asyncDispose]();
    mount('-o', 'remount,ro', home);
    const zoo = bench.zooWith({ home });
    expect(await readFile(await zoo.findModel('acme/greeting'), 'utf8')).toBe('hello');
    await using model = await zoo.loadModel('acme/greeting');
    expect(model.mediaType).toBe('text');
    expect(await zoo.verifyModels()).toMatchObject([{ ok: true }]);
    await expect(zoo.downloadModel('acme/greeting', { overwrite: true })).rejects.toMatchObject({
      code: 'ERR_ZOO_STORE_IO',
      hint: expect.stringContaining('MODELZOO_LAYERS') as string,
    });
    await expect(zoo.deleteModel('acme/greeting')).rejects.toMatchObject({ code: 'ERR_ZOO_STORE_IO' });
    expect(await zoo.isDownloaded('acme/greeting')).toBe(true);
  });
});
