import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { deferringPlugin, pointerTo, type FetchDeferred } from '../../test/deferring-plugin.js';
import { bytesOf, manifestOf, sha256Of } from '../../test/memory-plugin.js';
import { useZoo } from '../../test/use-zoo.js';
import { ZooError } from '../errors/zoo-error.js';
import type { Model } from '../model/model.js';
import type { ModelLoader } from '../plugins/model-loader.js';
import type { ZooPlugin } from '../plugins/zoo-plugin.js';
import type { Zoo } from '../zoo.js';

const bench = useZoo();

const CAT = 'cat\ndog\n';
/** Paths of the files that were brought. */
const brought: string[] = [];
const bring: FetchDeferred = async (_, { path, sha256 }, sink) => {
  brought.push(path);
  await sink.write(0, bytesOf([CAT, 'of nobody'].find((text) => sha256Of(text) === sha256) ?? ''));
};

/** Answers with what the file says that its config names. */
const echo: ModelLoader<{ readonly labels: { readonly path: string } }> = {
  specVersion: 'v1',
  id: 'echo',
  types: ['echo'],
  formats: [],
  configSchema: z.object({ labels: z.object({ path: z.string() }), names: z.array(z.string()).optional() }),
  doProbe: async () => ({ ok: true, score: 1 }),
  async doLoad({ files, config }) {
    const file = await files.sourceFile?.(config.labels.path);
    if (file === undefined) throw new ZooError('ERR_ZOO_FILE_NOT_FOUND', 'There are no labels.');
    const label = await readFile(file, 'utf8');
    const predict: Model['predict'] = async () => ({ _cls: 'Classification', label, confidence: 1 });
    return {
      mediaType: 'text',
      hasLogits: false,
      hasEmbeddings: false,
      predict,
      predictAll: async (inputs) => Promise.all(inputs.map((input) => predict(input))),
      embed: async () => new Float32Array(),
      embedAll: async () => [],
      async [Symbol.asyncDispose]() {},
    };
  },
};

function zooWith(options: { readonly offline?: boolean; readonly trust?: boolean; readonly home?: string } = {}): Zoo {
  const plugins: ZooPlugin[] = [
    deferringPlugin(bench.memory, bring),
    { name: 'echo', specVersion: 'v1', loaders: [echo] },
  ];
  return bench.zooWith({ plugins, ...options });
}

async function predictWith(zoo: Zoo): Promise<unknown> {
  await using model = await zoo.loadModel('m');
  return model.predict('x');
}

function declare(path: string, files: Readonly<Record<string, string>>): void {
  brought.length = 0;
  bench.memory.sources['lfs'] = {
    'a/manifest.json': manifestOf({
      base_name: 'm',
      base_filename: 'm.txt',
      manager: { type: 'memory', config: { files: { 'm.txt': { from: 'greeting' } } } },
      default_deployment_config_dict: {
        type: 'echo',
        config: { labels: { path }, names: ['../x.txt', 'e.g', '/c.d'] },
      },
    }),
    ...files,
  };
}

describe('a file of the source that a loader reads', () => {
  it('is the file itself where it is its own content', async () => {
    declare('labels.txt', { 'a/labels.txt': CAT });
    const zoo = zooWith();
    await zoo.registerSource('memory:lfs');
    expect(await predictWith(zoo)).toMatchObject({ label: CAT });
    expect(brought).toStrictEqual([]);
  });

  it('comes along with the weights where the source only points to it, so that it can be loaded offline', async () => {
    declare('in/labels.txt', { 'a/in/labels.txt': pointerTo(CAT), 'a/other.txt': pointerTo('of nobody') });
    const zoo = zooWith();
    await zoo.registerSource('memory:lfs');
    await zoo.downloadModel('m');
    expect(brought).toStrictEqual(['a/in/labels.txt']);
    expect(await predictWith(zooWith({ offline: true }))).toMatchObject({ label: CAT });
    expect(brought).toHaveLength(1);
  });

  it('is part of an export, so that the model can be loaded where it was never brought', async () => {
    declare('in/labels.txt', { 'a/in/labels.txt': pointerTo(CAT), 'a/other.txt': pointerTo('of nobody') });
    const zoo = zooWith();
    await zoo.registerSource('memory:lfs');
    await zoo.exportModels(['m'], 'models.tar');
    const elsewhere = zooWith({ offline: true, home: join(bench.folder, 'elsewhere') });
    await elsewhere.importModels('models.tar');
    expect(await predictWith(elsewhere)).toMatchObject({ label: CAT });
    expect(brought).toStrictEqual(['a/in/labels.txt']);
  });

  it('is brought when the model is loaded where its name does not show what it is', async () => {
    declare('labels', { 'a/labels': pointerTo(CAT) });
    const zoo = zooWith();
    await zoo.registerSource('memory:lfs');
    await zoo.downloadModel('m');
    expect(brought).toStrictEqual([]);
    expect(await predictWith(zoo)).toMatchObject({ label: CAT });
    expect(brought).toStrictEqual(['a/labels']);
  });

  it.each([
    ['../labels.txt', 'ERR_ZOO_MANIFEST_INVALID'],
    ['none.txt', 'ERR_ZOO_FILE_NOT_FOUND'],
    ['.', 'ERR_ZOO_MANIFEST_INVALID'],
  ])('is not %s', async (path, code) => {
    declare(path, { 'labels.txt': CAT });
    const zoo = zooWith();
    await zoo.registerSource('memory:lfs');
    await expect(zoo.loadModel('m')).rejects.toMatchObject({ code });
  });
});

describe('hooks', () => {
  const code = `
    import { readFile, writeFile } from 'node:fs/promises';
    export async function downloadModel(modelName, modelPath, context) {
      const file = await context.sourceFile('labels.txt');
      await context.download('labels.txt', modelPath);
      const raw = await readFile(context.sourceDir + '/labels.txt', 'utf8');
      await writeFile(modelPath + '.note', [await readFile(file, 'utf8'), raw.slice(0, 7)].join(' '));
    }
  `;

  it('get the content of a file that the source points to, and the pointer only from its folder', async () => {
    brought.length = 0;
    bench.memory.sources['lfs'] = {
      'manifest.json': manifestOf({ base_name: 'm', base_filename: 'm.txt' }),
      'index.mjs': code,
      'labels.txt': pointerTo(CAT),
    };
    const zoo = zooWith({ trust: true });
    await zoo.registerSource('memory:lfs');
    const { path } = await zoo.downloadModel('m');
    expect(await readFile(path, 'utf8')).toBe(CAT);
    expect(await readFile(`${path}.note`, 'utf8')).toBe(`${CAT} version`);
    expect(brought).toStrictEqual(['labels.txt']);
  });

  it('are told when there is no such file', async () => {
    bench.memory.sources['lfs'] = { 'manifest.json': manifestOf({ base_name: 'm' }), 'index.mjs': code };
    const zoo = zooWith({ trust: true });
    await zoo.registerSource('memory:lfs');
    await expect(zoo.downloadModel('m')).rejects.toMatchObject({ code: 'ERR_ZOO_FILE_NOT_FOUND' });
  });
});
