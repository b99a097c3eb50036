import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { bytesOf, manifestOf, memoryPlugin, sha256Of } from '../test/memory-plugin.js';
import { greeting, useZoo } from '../test/use-zoo.js';
import type { ZooEvent } from './events/zoo-event.js';
import type { ModelManager } from './plugins/model-manager.js';
import type { Zoo } from './zoo.js';

const bench = useZoo();

describe('a zoo', () => {
  it('goes the whole way from a reference to labels, and back', async () => {
    const zoo = bench.zooWith();
    const events: ZooEvent[] = [];
    const registered = await zoo.registerSource('memory:one', { onEvent: (event) => events.push(event) });
    expect(registered.models).toStrictEqual(['acme/greeting@1.0', 'acme/greeting@1.1']);
    expect(registered.manifests).toMatchObject([
      { path: 'manifest.json', status: 'added', models: 2, diagnostics: [] },
    ]);
    expect(events.map((event) => event.type === 'phase' && event.phase)).toEqual(
      expect.arrayContaining(['resolve', 'open', 'extract', 'read']),
    );

    await expect(zoo.findModel('acme/greeting')).rejects.toMatchObject({ code: 'ERR_ZOO_MODEL_NOT_DOWNLOADED' });
    const downloaded = await zoo.downloadModel('acme/greeting');
    expect(downloaded).toMatchObject({ name: 'acme/greeting@1.1', downloadedBytes: 5, reusedBytes: 0 });
    expect(await zoo.findModel('acme/greeting')).toBe(downloaded.path);
    expect(await readFile(downloaded.path, 'utf8')).toBe('hello');

    await using model = await zoo.loadModel('acme/greeting');
    const results = [];
    for await (const result of zoo.apply(model, ['hello you', 'bad', 'bye'], { batchSize: 2 })) results.push(result);
    expect(results).toMatchObject([
      { index: 0, prediction: { _cls: 'Classification', label: 'hello', confidence: 1 } },
      { index: 1, error: { code: 'ERR_ZOO_INPUT_INVALID' } },
      { index: 2, prediction: { confidence: 0 } },
    ]);

    expect(await zoo.deleteModel('acme/greeting')).toStrictEqual({ deleted: ['acme/greeting@1.1'], freedBytes: 5 });
    expect(existsSync(downloaded.path)).toBe(false);
    expect(await zoo.isDownloaded('acme/greeting')).toBe(false);
    await zoo.deleteSource('memory:one');
    expect(await zoo.listSources()).toStrictEqual([]);
    expect(await readdir(join(zoo.home, 'sources'))).toStrictEqual([]);
  });

  it('finds a model by version, and says which there are', async () => {
    const zoo = bench.zooWith();
    await zoo.registerSource('memory:one');
    expect((await zoo.getModel('acme/greeting@1.0')).version).toBe('1.0');
    expect((await zoo.getModel('acme/greeting')).version).toBe('1.1');
    await expect(zoo.getModel('acme/greeting@2')).rejects.toMatchObject({
      code: 'ERR_ZOO_MODEL_NOT_FOUND',
      details: { similar: ['acme/greeting@1.0', 'acme/greeting@1.1'] },
    });
    await expect(zoo.getModel('greeting')).rejects.toMatchObject({ code: 'ERR_ZOO_MODEL_NOT_FOUND' });
  });

  it('lists by tags, licence, source and what is downloaded', async () => {
    const zoo = bench.zooWith();
    await zoo.registerSource('memory:one');
    await zoo.downloadModel('acme/greeting@1.0');
    const names = async (filter: Parameters<Zoo['listModels']>[0]) =>
      (await zoo.listModels(filter)).map(({ name }) => name);
    expect(await names({})).toStrictEqual(['acme/greeting@1.1', 'acme/greeting@1.0']);
    expect(await names({ tags: ['TEXT', 'small'] })).toHaveLength(2);
    expect(await names({ tags: ['text', 'large'] })).toStrictEqual([]);
    expect(await names({ license: 'Apache-2.0' })).toHaveLength(2);
    expect(await names({ license: 'MIT' })).toStrictEqual([]);
    expect(await names({ downloaded: true })).toStrictEqual(['acme/greeting@1.0']);
    expect(await names({ source: 'memory:one' })).toHaveLength(2);
    await expect(names({ source: 'memory:two' })).rejects.toMatchObject({ code: 'ERR_ZOO_SOURCE_NOT_REGISTERED' });
    expect((await zoo.searchModels('greet small')).map(({ name }) => name)).toHaveLength(2);
    expect(await zoo.searchModels('nothing')).toStrictEqual([]);
  });

  it('refuses a name that two sources have, until one is said', async () => {
    const zoo = bench.zooWith();
    bench.memory.sources['two'] = { 'manifest.json': manifestOf(greeting('1.1')) };
    await zoo.registerSource('memory:one');
    await zoo.registerSource('memory:two', { alias: 'second' });
    await expect(zoo.downloadModel('acme/greeting')).rejects.toMatchObject({
      code: 'ERR_ZOO_NAME_AMBIGUOUS',
      details: { candidates: expect.arrayContaining(['memory:one::acme/greeting@1.1', 'second::acme/greeting@1.1']) },
    });
    expect((await zoo.downloadModel('second::acme/greeting')).source).toBe('memory:two');
    expect((await zoo.downloadModel('acme/greeting', { source: 'memory:one' })).reusedBytes).toBe(5);
  });

  it('downloads by reference, registering the source first', async () => {
    const zoo = bench.zooWith();
    const { source } = await zoo.downloadModel('memory:one', { modelName: 'acme/greeting@1.0' });
    expect(source).toBe('memory:one');
    expect((await zoo.listSources()).map(({ key }) => key)).toStrictEqual(['memory:one']);
    // Its one model may stay unsaid.
    expect((await zoo.downloadModel('memory:one')).name).toBe('acme/greeting@1.1');
  });

  it('fetches nothing twice: neither a registered source nor a blob that another model has', async () => {
    const zoo = bench.zooWith();
    await zoo.registerSource('memory:one');
    await zoo.registerSource('memory:one');
    expect(bench.memory.calls.filter((call) => call.startsWith('open'))).toHaveLength(1);
    await Promise.all([zoo.downloadModel('acme/greeting@1.0'), zoo.downloadModel('acme/greeting@1.0')]);
    const other = await zoo.downloadModel('acme/greeting@1.1');
    expect(bench.memory.calls.filter((call) => call.startsWith('fetch'))).toHaveLength(1);
    expect(other).toMatchObject({ downloadedBytes: 0, reusedBytes: 5 });
    // The file that both need stays until the last of them goes.
    await zoo.deleteModel('acme/greeting@1.0');
    expect(await readFile(await zoo.findModel('acme/greeting'), 'utf8')).toBe('hello');
  });

  it('publishes nothing whose digest is another, and says both', async () => {
    const zoo = bench.zooWith();
    bench.memory.weights['greeting'] = bytesOf('HELLO');
    await zoo.registerSource('memory:one');
    await expect(zoo.downloadModel('acme/greeting')).rejects.toMatchObject({
      code: 'ERR_ZOO_METADATA_WRONG',
      details: { expectedSha256: sha256Of('hello'), actualSha256: sha256Of('HELLO') },
    });
    expect(await zoo.listDownloaded()).toStrictEqual([]);
    bench.memory.weights['greeting'] = bytesOf('hello');
    expect(await zoo.downloadModel('acme/greeting')).toMatchObject({ downloadedBytes: 5 });
  });

  it('takes weights that lie beside the manifest, and none from outside the source', async () => {
    const zoo = bench.zooWith();
    bench.memory.sources['own'] = {
      'manifest.json': manifestOf(
        greeting('1', { manager: { type: 'beside', config: { url: 'w/a.txt' } } }),
        greeting('2', { manager: { type: 'beside', config: { url: '../../trust.json' } } }),
      ),
      'w/a.txt': 'hello',
    };
    const plugin = memoryPlugin(bench.memory);
    const [manager] = plugin.managers ?? [];
    if (manager === undefined) throw new TypeError('The plugin has a manager.');
    const beside = {
      ...manager,
      id: 'beside',
      types: ['beside'],
      configSchema: { '~standard': { version: 1 as const, vendor: 'test', validate: (value: unknown) => ({ value }) } },
      doPlan: async ({ config }: { config: { url: string } }) => [{ path: undefined, urls: [config.url] as const }],
    };
    const own = bench.zooWith({
      plugins: [plugin, { name: 'beside', specVersion: 'v1', managers: [beside] }],
      home: zoo.home,
    });
    await own.registerSource('memory:own');
    const { path } = await own.downloadModel('acme/greeting@1');
    expect(await readFile(path, 'utf8')).toBe('hello');
    await expect(own.downloadModel('acme/greeting@2')).rejects.toMatchObject({ name: 'ZooError' });
  });

  it('shares one instance among identical loads while it is alive', async () => {
    const zoo = bench.zooWith();
    await zoo.registerSource('memory:one');
    const [first, second] = await Promise.all([zoo.loadModel('acme/greeting'), zoo.loadModel('acme/greeting')]);
    expect(first).toBe(second);
    expect(await zoo.loadModel('acme/greeting', { parameters: { label: 'x' } })).not.toBe(first);
    expect(await zoo.loadModel('acme/greeting', { cache: false })).not.toBe(first);
    const loads = () => bench.memory.calls.filter((call) => call.startsWith('load')).length;
    expect(loads()).toBe(3);
    await first[Symbol.asyncDispose]();
    expect(bench.memory.calls).not.toContain('dispose');
    await second[Symbol.asyncDispose]();
    expect(bench.memory.calls).toContain('dispose');
    await zoo.loadModel('acme/greeting');
    expect(loads()).toBe(4);
  });

  it('does not load what is not downloaded when it must not download', async () => {
    const zoo = bench.zooWith();
    await zoo.registerSource('memory:one');
    await expect(zoo.loadModel('acme/greeting', { downloadIfNecessary: false })).rejects.toMatchObject({
      code: 'ERR_ZOO_MODEL_NOT_DOWNLOADED',
    });
  });

  it('lists what no plugin can fetch, and says so only when it is fetched', async () => {
    const zoo = bench.zooWith();
    bench.memory.sources['odd'] = {
      'manifest.json': manifestOf({
        base_name: 'odd',
        manager: { type: 'some.other.Manager', config: {} },
        default_deployment_config_dict: { type: 'onnx', config: {} },
      }),
    };
    await zoo.registerSource('memory:odd');
    expect((await zoo.getModel('odd')).manager?.type).toBe('some.other.Manager');
    await expect(zoo.downloadModel('odd')).rejects.toMatchObject({ code: 'ERR_ZOO_PLUGIN_MISSING' });
  });

  it('tells what the requirements are and stops at unmet ones, as far as it is told to', async () => {
    const zoo = bench.zooWith();
    bench.memory.sources['needy'] = {
      'manifest.json': manifestOf(
        greeting('1', {
          base_name: 'needy',
          requirements: { packages: ['torch>=2'], npm: { 'no-such-package-here': '^1' } },
        }),
      ),
    };
    await zoo.registerSource('memory:needy');
    expect((await zoo.describeRequirements('needy')).packages).toMatchObject([
      { names: ['torch'], ecosystem: 'python', status: 'unchecked' },
      { names: ['no-such-package-here'], ecosystem: 'npm', status: 'missing' },
    ]);
    await expect(zoo.loadModel('needy')).rejects.toMatchObject({ code: 'ERR_ZOO_REQUIREMENT_UNMET' });
    const events: ZooEvent[] = [];
    await zoo.loadModel('needy', { errorLevel: 1, onEvent: (event) => events.push(event) });
    expect(events).toContainEqual(expect.objectContaining({ type: 'notice', level: 'warn' }));
    await expect(zoo.ensureRequirements('needy', { errorLevel: 2 })).resolves.toBeDefined();
  });

  it('goes on with a download that somebody else began and gave up', async () => {
    const plugin = memoryPlugin(bench.memory);
    const fetching = new EventTarget();
    const began = once(fetching, 'begun');
    let asked = 0;
    const stuck = plugin.managers?.map((manager): ModelManager => ({
      ...manager,
      async doFetch(plan, sink, context) {
        asked += 1;
        if (asked > 1) return manager.doFetch(plan, sink, context);
        fetching.dispatchEvent(new Event('begun'));
        return new Promise((_resolve, reject) => {
          context.signal.addEventListener('abort', () => reject(context.signal.reason as Error));
        });
      },
    }));
    const zoo = bench.zooWith({ plugins: [{ ...plugin, managers: stuck }] });
    await zoo.registerSource('memory:one');
    const controller = new AbortController();
    const reason = new Error('enough');
    const given = zoo.downloadModel('acme/greeting', { signal: controller.signal });
    await began;
    const wanted = zoo.downloadModel('acme/greeting');
    // Until it waits for the other one.
    await setTimeout(50);
    controller.abort(reason);
    await expect(given).rejects.toBe(reason);
    await expect(wanted).resolves.toMatchObject({ files: [{ path: 'greeting.txt' }] });
  });

  it('stops when its signal is aborted, with the reason of the signal', async () => {
    const zoo = bench.zooWith();
    const reason = new Error('enough');
    await expect(zoo.registerSource('memory:one', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('refuses plugins of another contract and two of the same name', () => {
    const plugin = memoryPlugin(bench.memory);
    expect(() => bench.zooWith({ plugins: [plugin, plugin] })).toThrow(
      expect.objectContaining({ code: 'ERR_ZOO_PLUGIN_INVALID' }),
    );
    expect(() => bench.zooWith({ plugins: [{ ...plugin, specVersion: 'v2' as 'v1' }] })).toThrow(/"v2"/);
  });
});
