import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLockBench, unpromised } from '../../test/lock-bench.js';
import { bytesOf, manifestOf, sha256Of } from '../../test/memory-plugin.js';
import { greeting, useZoo } from '../../test/use-zoo.js';
import type { ZooEvent } from '../events/zoo-event.js';

const bench = useZoo();
const { elsewhere, lockText, locked } = createLockBench(bench);

describe('writing a lock file', () => {
  it('takes what is downloaded, with its digests and addresses, and always the same bytes', async () => {
    const zoo = bench.zooWith();
    bench.memory.sources['one'] = { 'manifest.json': manifestOf(greeting('1.0', unpromised), greeting('1.1')) };
    const { source } = await zoo.registerSource('memory:one', { alias: 'mine' });
    await zoo.downloadModel('acme/greeting@1.0');
    expect(await zoo.writeLock()).toMatchObject({
      changed: true,
      sources: [{ reference: 'memory:one', revision: source.revision, models: ['acme/greeting@1.0'] }],
      differences: [{ kind: 'source-added' }, { kind: 'model-added', model: 'acme/greeting@1.0' }],
    });
    const text = await lockText();
    expect(JSON.parse(text)).toStrictEqual({
      formatVersion: 1,
      sources: {
        'memory:one': {
          provider: 'memory',
          alias: 'mine',
          revision: source.revision,
          treeDigest: source.treeDigest,
          reach: 'local',
          models: {
            'acme/greeting@1.0': {
              baseFilename: 'greeting.txt',
              files: { 'greeting.txt': { sha256: sha256Of('hello'), sizeBytes: 5, urls: ['memory:greeting'] } },
            },
          },
        },
      },
    });
    expect(await zoo.writeLock()).toMatchObject({ changed: false, differences: [] });
    await rm(join(bench.folder, 'zoo.lock'));
    await zoo.writeLock();
    expect(await lockText()).toBe(text);
  });

  it('downloads what is named and not there, since nobody else knows its digests', async () => {
    const zoo = bench.zooWith();
    await zoo.registerSource('memory:one');
    const { sources } = await zoo.writeLock('other.lock', { models: ['acme/greeting'] });
    expect(sources).toMatchObject([{ models: ['acme/greeting@1.1'] }]);
    expect(await zoo.isDownloaded('acme/greeting')).toBe(true);
    expect(await readFile(join(bench.folder, 'other.lock'), 'utf8')).toContain(sha256Of('hello'));
  });

  it('puts a named model in the place of its other versions, and keeps the rest', async () => {
    const zoo = await locked();
    bench.memory.sources['two'] = { 'manifest.json': manifestOf(greeting('7', { base_name: 'acme/other' })) };
    await zoo.writeLock(undefined, { models: ['memory:two'] });
    const { sources, differences } = await zoo.writeLock(undefined, { models: ['acme/greeting@1.0'] });
    expect(sources.map(({ models }) => models)).toStrictEqual([['acme/greeting@1.0'], ['acme/other@7']]);
    expect(differences).toMatchObject([
      { kind: 'model-added', model: 'acme/greeting@1.0' },
      { kind: 'model-removed', model: 'acme/greeting@1.1' },
    ]);
  });

  it('follows the registered sources, and fetches no weights that are still the same', async () => {
    const zoo = await locked();
    const before = await lockText();
    bench.memory.sources['one'] = { 'README.md': 'news', 'manifest.json': manifestOf(greeting('1.1')) };
    expect(await zoo.writeLock()).toMatchObject({ changed: false });
    await zoo.updateSources();
    const { differences } = await zoo.writeLock();
    expect(differences).toMatchObject([{ kind: 'source-moved', source: 'memory:one' }]);
    expect(await lockText()).not.toBe(before);
    expect(bench.memory.calls.filter((call) => call.startsWith('fetch'))).toStrictEqual([]);
  });

  it('leaves out what its source has no more, and says so', async () => {
    const zoo = await locked();
    bench.memory.sources['one'] = { 'manifest.json': manifestOf(greeting('1.0')) };
    await zoo.updateSources();
    const events: ZooEvent[] = [];
    const { sources } = await zoo.writeLock(undefined, { onEvent: (event) => events.push(event) });
    expect(sources).toStrictEqual([]);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'notice', message: expect.stringContaining('acme/greeting@1.1') as unknown }),
    );
  });

  it('refuses to lock nothing, and writes no file', async () => {
    await expect(bench.zooWith().writeLock()).rejects.toMatchObject({ code: 'ERR_ZOO_USAGE' });
    await expect(lockText()).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('secrets', () => {
  it('of an address stay out of the file, and come from the manifest again', async () => {
    const zoo = bench.zooWith();
    const from = 'https://h.example/w?token=s3cret';
    bench.memory.weights[from] = bytesOf('hello');
    const manager = { type: 'memory', config: { files: { 'greeting.txt': { from } } } };
    bench.memory.sources['one'] = { 'manifest.json': manifestOf(greeting('1.1', { manager })) };
    await zoo.registerSource('memory:one');
    const events: ZooEvent[] = [];
    await zoo.writeLock(undefined, { models: ['acme/greeting'], onEvent: (event) => events.push(event) });
    expect(await lockText()).not.toContain('s3cret');
    expect(await lockText()).toContain('"withheld": true');
    expect(events).toContainEqual(expect.objectContaining({ type: 'notice', level: 'warn' }));
    bench.memory.calls.length = 0;
    const other = elsewhere();
    await other.installLock();
    expect(bench.memory.calls).toContain(`fetch memory:${from}`);
    const before = await lockText();
    expect(await other.writeLock()).toMatchObject({ changed: false });
    expect(await lockText()).toBe(before);
  });
});
