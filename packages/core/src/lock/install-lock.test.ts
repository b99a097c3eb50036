import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLockBench, unpromised } from '../../test/lock-bench.js';
import { bytesOf, manifestOf, sha256Of } from '../../test/memory-plugin.js';
import { greeting, useZoo } from '../../test/use-zoo.js';

const bench = useZoo();
const { elsewhere, lockText, locked } = createLockBench(bench);

describe('installing', () => {
  it('brings exactly the locked content, and asks nobody what anything stands for', async () => {
    await locked();
    const zoo = elsewhere();
    const { sources, models } = await zoo.installLock();
    expect(sources).toMatchObject([{ key: 'memory:one', fetched: true }]);
    expect(models).toMatchObject([{ name: 'acme/greeting@1.1', present: false, downloadedBytes: 5 }]);
    expect(await readFile(await zoo.findModel('acme/greeting'), 'utf8')).toBe('hello');
    expect(bench.memory.calls).toStrictEqual(['open memory:one', 'fetch memory:greeting']);
  });

  it('notes of a source what registering it would note', async () => {
    bench.memory.sources['one'] = { ...bench.memory.sources['one'], '.gitattributes': 'weights export-ignore\n' };
    const zoo = await locked();
    const other = elsewhere();
    await other.installLock();
    const [registered] = await zoo.listSources();
    expect(registered?.diagnostics).toMatchObject([{ code: 'export-ignored' }]);
    expect((await other.listSources())[0]?.diagnostics).toStrictEqual(registered?.diagnostics);
  });

  it('touches no plugin when everything is there', async () => {
    await locked();
    const zoo = elsewhere();
    await zoo.installLock();
    bench.memory.calls.length = 0;
    expect((await zoo.installLock()).models).toMatchObject([{ present: true, downloadedBytes: 0, reusedBytes: 5 }]);
    // Nor when only the bytes are.
    await zoo.deleteSource('memory:one', { keepModels: true });
    await zoo.registerSource('memory:one');
    bench.memory.calls.length = 0;
    await rm(join(zoo.home, 'models'), { recursive: true });
    expect((await zoo.installLock()).models).toMatchObject([{ present: false, downloadedBytes: 0 }]);
    expect(bench.memory.calls).toStrictEqual([]);
  });

  it('goes back to the locked revision of a source that moved on here', async () => {
    const zoo = await locked();
    const [before] = await zoo.listSources();
    const manifest = bench.memory.sources['one']?.['manifest.json'] ?? '';
    bench.memory.sources['one'] = { 'manifest.json': manifestOf(greeting('2')) };
    await zoo.updateSources();
    bench.memory.sources['one'] = { 'manifest.json': manifest };
    await zoo.installLock();
    expect(await zoo.listSources()).toMatchObject([
      { treeDigest: before?.treeDigest, registeredAt: before?.registeredAt },
    ]);
    expect((await zoo.listModels()).map(({ name }) => name)).toStrictEqual(['acme/greeting@1.1', 'acme/greeting@1.0']);
  });

  it('names the source whose content is another, and registers nothing', async () => {
    await locked();
    bench.memory.sources['one'] = { 'manifest.json': manifestOf(greeting('1.1', { description: 'changed' })) };
    const zoo = elsewhere();
    await expect(zoo.installLock()).rejects.toMatchObject({
      code: 'ERR_ZOO_LOCK_MISMATCH',
      message: expect.stringContaining('memory:one') as unknown,
      details: { source: 'memory:one', expectedTreeDigest: expect.any(String) as unknown },
    });
    expect(await zoo.listSources()).toStrictEqual([]);
  });

  it('names the file with another byte, and installs nothing', async () => {
    bench.memory.sources['one'] = { 'manifest.json': manifestOf(greeting('1.1', unpromised)) };
    await locked();
    for (const wrong of ['hellO', 'hello!']) {
      bench.memory.weights['greeting'] = bytesOf(wrong);
      const zoo = elsewhere();
      await expect(zoo.installLock()).rejects.toMatchObject({
        code: 'ERR_ZOO_LOCK_MISMATCH',
        message: expect.stringContaining('acme/greeting@1.1') as unknown,
        details: { source: 'memory:one', model: 'acme/greeting@1.1', file: 'memory:greeting' },
      });
      expect(await zoo.listDownloaded()).toStrictEqual([]);
    }
  });

  it('replaces files that are not the locked ones', async () => {
    bench.memory.sources['one'] = { 'manifest.json': manifestOf(greeting('1.1', unpromised)) };
    await locked();
    const zoo = elsewhere();
    bench.memory.weights['greeting'] = bytesOf('other');
    await zoo.downloadModel('memory:one');
    bench.memory.weights['greeting'] = bytesOf('hello');
    expect((await zoo.installLock()).models).toMatchObject([{ present: false }]);
    expect(await readFile(await zoo.findModel('acme/greeting'), 'utf8')).toBe('hello');
  });

  it('locks first what is named and not locked, but never when frozen', async () => {
    const zoo = await locked();
    await expect(zoo.installLock(undefined, { models: ['acme/greeting@1.0'], frozen: true })).rejects.toMatchObject({
      code: 'ERR_ZOO_NOT_LOCKED',
    });
    const before = await lockText();
    await zoo.installLock(undefined, { models: ['acme/greeting@1.1'], frozen: true });
    expect(await lockText()).toBe(before);
    const { models } = await zoo.installLock(undefined, { models: ['acme/greeting@1.0'] });
    expect(models.map(({ name }) => name)).toStrictEqual(['acme/greeting@1.0']);
    expect(await lockText()).toContain('acme/greeting@1.0');
  });

  it('says which file is not there, or is no lock file', async () => {
    const zoo = bench.zooWith();
    await expect(zoo.installLock()).rejects.toMatchObject({ code: 'ERR_ZOO_FILE_NOT_FOUND' });
    await writeFile(join(bench.folder, 'zoo.lock'), '{"formatVersion":1');
    await expect(zoo.installLock()).rejects.toMatchObject({ code: 'ERR_ZOO_LOCK_INVALID', details: { line: 1 } });
  });

  it('refuses a file that says of a source what its reference does not say', async () => {
    await locked();
    const text = (await lockText()).replace(
      '"provider": "memory",',
      '"provider": "memory",\n      "locator": { "key": "memory:two" },',
    );
    await writeFile(join(bench.folder, 'zoo.lock'), text);
    await expect(elsewhere().installLock()).rejects.toMatchObject({ code: 'ERR_ZOO_LOCK_INVALID' });
  });

  it('refuses a model that the locked content does not declare', async () => {
    await locked();
    await writeFile(join(bench.folder, 'zoo.lock'), (await lockText()).replace('acme/greeting@1.1', 'acme/greeting@9'));
    await expect(elsewhere().installLock()).rejects.toMatchObject({
      code: 'ERR_ZOO_LOCK_MISMATCH',
      details: { model: 'acme/greeting@9' },
    });
  });
});

describe('models that code of their source brings', () => {
  const hook = `import { writeFile } from 'node:fs/promises';
export const downloadModel = (name, path) => writeFile(path, globalThis.hookText ?? 'hello');`;

  it('are installed by that code, after consent, and held to the locked digests', async () => {
    bench.memory.sources['one'] = {
      'index.mjs': hook,
      'manifest.json': manifestOf(greeting('1', { manager: undefined })),
    };
    const zoo = bench.zooWith({ trust: true });
    await zoo.registerSource('memory:one');
    await zoo.writeLock(undefined, { models: ['acme/greeting'] });
    expect(await lockText()).not.toContain('urls');
    await expect(elsewhere().installLock()).rejects.toMatchObject({ code: 'ERR_ZOO_CONSENT_REQUIRED' });
    const trusting = elsewhere({ trust: true });
    Object.assign(globalThis, { hookText: 'other' });
    await expect(trusting.installLock()).rejects.toMatchObject({
      code: 'ERR_ZOO_LOCK_MISMATCH',
      details: { file: 'greeting.txt', expectedSha256: sha256Of('hello') },
    });
    expect(await trusting.listDownloaded()).toStrictEqual([]);
    Object.assign(globalThis, { hookText: 'hello' });
    expect((await trusting.installLock()).models).toMatchObject([{ name: 'acme/greeting@1' }]);
  });
});
