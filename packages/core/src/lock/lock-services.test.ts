import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLockBench, unpromised } from '../../test/lock-bench.js';
import { bytesOf, manifestOf } from '../../test/memory-plugin.js';
import { greeting, useZoo } from '../../test/use-zoo.js';

const bench = useZoo();
const { elsewhere, locked } = createLockBench(bench);

describe('a zoo that keeps to a lock file', () => {
  it('knows the locked models and nothing else, whatever is registered', async () => {
    const zoo = await locked();
    bench.memory.sources['two'] = { 'manifest.json': manifestOf(greeting('7')) };
    await zoo.registerSource('memory:two');
    bench.memory.calls.length = 0;
    const strict = elsewhere({ lockFile: 'zoo.lock' });
    expect((await strict.listModels()).map(({ name }) => name)).toStrictEqual(['acme/greeting@1.1']);
    expect(await strict.listSources()).toMatchObject([{ key: 'memory:one' }]);
    await expect(strict.getModel('acme/greeting@1.0')).rejects.toMatchObject({ code: 'ERR_ZOO_MODEL_NOT_FOUND' });
    await using model = await strict.loadModel('acme/greeting');
    expect(await model.predict('hello you')).toMatchObject({ label: 'hello' });
    expect(bench.memory.calls).toStrictEqual(['open memory:one', 'fetch memory:greeting', 'load 1']);
    expect(await bench.zooWith({ home: strict.home }).listSources()).toStrictEqual([]);
  });

  it('does not take files for its own that are others than the locked ones', async () => {
    bench.memory.sources['one'] = { 'manifest.json': manifestOf(greeting('1.1', unpromised)) };
    await locked();
    const zoo = elsewhere();
    bench.memory.weights['greeting'] = bytesOf('other');
    await zoo.downloadModel('memory:one');
    const strict = elsewhere({ lockFile: 'zoo.lock' });
    expect(await strict.isDownloaded('acme/greeting')).toBe(false);
    await expect(strict.loadModel('acme/greeting')).rejects.toMatchObject({ code: 'ERR_ZOO_LOCK_MISMATCH' });
    bench.memory.weights['greeting'] = bytesOf('hello');
    expect(await strict.downloadModel('acme/greeting')).toMatchObject({ downloadedBytes: 5 });
    expect(await strict.isDownloaded('acme/greeting')).toBe(true);
  });

  it('refuses every change of its sources, and references that are not locked', async () => {
    await locked();
    bench.memory.sources['two'] = { 'manifest.json': manifestOf(greeting('7')) };
    const strict = elsewhere({ lockFile: 'zoo.lock' });
    expect((await strict.registerSource('memory:one')).source.key).toBe('memory:one');
    expect((await strict.downloadModel('memory:one')).name).toBe('acme/greeting@1.1');
    const refused = { code: 'ERR_ZOO_NOT_LOCKED' };
    await expect(strict.registerSource('memory:two')).rejects.toMatchObject(refused);
    await expect(strict.downloadModel('memory:two')).rejects.toMatchObject(refused);
    await expect(strict.registerSource('memory:one', { overwrite: true })).rejects.toMatchObject(refused);
    await expect(strict.updateSources()).rejects.toMatchObject(refused);
    await expect(strict.deleteSource('memory:one')).rejects.toMatchObject(refused);
    await expect(strict.collectGarbage()).rejects.toMatchObject(refused);
    await expect(strict.writeLock()).rejects.toMatchObject(refused);
    await expect(strict.installLock()).rejects.toMatchObject(refused);
  });

  it('reads the file when it is first needed, from the folder that it was told', async () => {
    await locked();
    await mkdir(join(bench.folder, 'sub'));
    const strict = elsewhere({ lockFile: '../zoo.lock', cwd: join(bench.folder, 'sub') });
    expect(await strict.listModels()).toHaveLength(1);
    const missing = elsewhere({ lockFile: 'missing.lock' });
    await expect(missing.listModels()).rejects.toMatchObject({ code: 'ERR_ZOO_FILE_NOT_FOUND' });
  });
});
