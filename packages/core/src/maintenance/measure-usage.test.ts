import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bytesOf, manifestOf, sha256Of } from '../../test/memory-plugin.js';
import { useZoo } from '../../test/use-zoo.js';
import { homeLayout } from '../store/home-layout.js';
import { createPartialStore } from '../store/partial-store.js';

const bench = useZoo();

function modelOf(baseName: string, ...contents: readonly string[]): Record<string, unknown> {
  for (const content of contents) bench.memory.weights[content] = bytesOf(content);
  const files = contents.map((content) => [`${content}.txt`, { from: content, sha256: sha256Of(content) }]);
  return { base_name: baseName, manager: { type: 'memory', config: { files: Object.fromEntries(files) } } };
}

describe('measureUsage', () => {
  it('tells what models, sources, unfinished downloads and the rest take, the largest first', async () => {
    const zoo = bench.zooWith();
    bench.memory.sources['sized'] = {
      'manifest.json': manifestOf(
        modelOf('acme/a', 'shared', 'aa'),
        modelOf('acme/b', 'shared', 'bbbb'),
        modelOf('acme/c', 'c'),
      ),
    };
    await zoo.registerSource('memory:sized');
    await zoo.registerSource('memory:one');
    for (const name of ['acme/a', 'acme/b', 'acme/c']) await zoo.downloadModel(name);
    await rm(dirname(await zoo.findModel('acme/c')), { recursive: true });
    const partial = await createPartialStore(homeLayout(zoo.home)).open({ urls: ['https://host.test/x'] });
    await partial.begin({ validator: '"1"', sizeBytes: 2 * 1024 * 1024 });
    // The hole before it takes nothing.
    await partial.write(1024 * 1024, Buffer.alloc(10, 1));
    await partial.close();
    await mkdir(join(zoo.home, 'notes'));
    await writeFile(join(zoo.home, 'notes', 'mine.txt'), 'x'.repeat(5000));

    const usage = await zoo.measureUsage();
    expect(usage.models).toStrictEqual([
      { name: 'acme/b', source: 'memory:sized', sizeBytes: 10, uniqueBytes: 4, sharedBytes: 6 },
      { name: 'acme/a', source: 'memory:sized', sizeBytes: 8, uniqueBytes: 2, sharedBytes: 6 },
    ]);
    expect(usage.sources.map(({ keys }) => keys)).toStrictEqual([['memory:sized'], ['memory:one']]);
    expect(usage.blobs).toStrictEqual({ count: 4, sizeBytes: 13, unusedBytes: 1 });
    expect(usage.partials.count).toBe(1);
    expect(usage.partials.sizeBytes).toBeLessThan(100_000);
    expect(usage.otherBytes).toBeGreaterThan(5000);
    const sources = usage.sources.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    expect(sources).toBeGreaterThan(0);
    expect(usage.totalBytes).toBe(13 + sources + usage.partials.sizeBytes + usage.otherBytes);
    expect(usage.home).toBe(zoo.home);
    // What it says would be freed is what is freed.
    expect((await zoo.collectGarbage()).freedBytes).toBe(usage.blobs.unusedBytes);
    expect((await zoo.deleteModel('acme/b')).freedBytes).toBe(4);
  });

  it('finds nothing in a home that is not there yet', async () => {
    const zoo = bench.zooWith({ home: join(bench.folder, 'none') });
    expect(await zoo.measureUsage()).toStrictEqual({
      home: zoo.home,
      totalBytes: 0,
      models: [],
      sources: [],
      blobs: { count: 0, sizeBytes: 0, unusedBytes: 0 },
      partials: { count: 0, sizeBytes: 0 },
      otherBytes: 0,
      layers: [],
    });
  });

  it('stops when it is told to', async () => {
    const reason = new Error('enough');
    await expect(bench.zooWith().measureUsage({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});
