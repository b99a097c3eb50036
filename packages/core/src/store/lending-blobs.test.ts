import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { memoryPlugin, sha256Of } from '../../test/memory-plugin.js';
import { useZoo } from '../../test/use-zoo.js';
import type { ZooEvent } from '../events/zoo-event.js';
import type { ContentCache } from '../plugins/content-cache.js';
import type { Zoo } from '../zoo.js';

const bench = useZoo();
const SHA256 = sha256Of('hello');

const cache: ContentCache = {
  name: 'cache of another program',
  env: ['OTHER_CACHE'],
  locate: ({ env }) => [{ folder: env['OTHER_CACHE'] ?? '/nowhere', file: '*/blobs/{sha256}' }],
};

interface Setting {
  readonly zoo: Zoo;
  /** What the other program has. */
  readonly file: string;
  readonly notices: string[];
}

async function withCache(content: string, options: { readonly adopt?: boolean } = {}): Promise<Setting> {
  const folder = join(bench.folder, 'other', 'models--a--b', 'blobs');
  await mkdir(folder, { recursive: true });
  await mkdir(join(bench.folder, 'other', 'empty'));
  const file = join(folder, SHA256);
  await writeFile(file, content, { mode: 0o644 });
  const notices: string[] = [];
  const zoo = bench.zooWith({
    plugins: [{ ...memoryPlugin(bench.memory), caches: [cache] }],
    env: { OTHER_CACHE: join(bench.folder, 'other') },
    onEvent: (event: ZooEvent) => event.type === 'notice' && notices.push(`${event.level}: ${event.message}`),
    ...options,
  });
  await zoo.registerSource('memory:one');
  bench.memory.calls.length = 0;
  return { zoo, file, notices };
}

describe('a file that another program on this machine has', () => {
  it('is taken from there and not downloaded, and told of; nothing changes there', async () => {
    const { zoo, file, notices } = await withCache('hello');
    const before = await stat(file);
    expect(await zoo.downloadModel('acme/greeting')).toMatchObject({ downloadedBytes: 0, reusedBytes: 5 });
    expect(bench.memory.calls).toStrictEqual([]);
    expect(notices).toStrictEqual([`info: Taken from the cache of another program, not downloaded: ${file}.`]);
    const after = await stat(file);
    expect([after.mode, after.mtimeMs, after.size]).toStrictEqual([before.mode, before.mtimeMs, before.size]);
    expect(await zoo.verifyModels({ full: true })).toMatchObject([{ ok: true }]);
    await zoo.deleteModel('acme/greeting');
    expect(await readFile(file, 'utf8')).toBe('hello');
  });

  it('is not used when it is damaged', async () => {
    const { zoo, notices } = await withCache('hellO');
    expect(await zoo.downloadModel('acme/greeting')).toMatchObject({ downloadedBytes: 5, reusedBytes: 0 });
    expect(notices).toStrictEqual([expect.stringContaining('warn: the cache of another program has a damaged file')]);
    expect(await readFile(await zoo.findModel('acme/greeting'), 'utf8')).toBe('hello');
  });

  it('is left alone where that is not wanted', async () => {
    const { zoo, notices } = await withCache('hello', { adopt: false });
    expect(await zoo.downloadModel('acme/greeting')).toMatchObject({ downloadedBytes: 5 });
    expect(notices).toStrictEqual([]);
  });
});
