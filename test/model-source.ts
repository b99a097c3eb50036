import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createZoo, type ApplyInputs, type ApplyOptions, type Model, type Prediction, type Zoo } from '@modelzoo/core';
import { http } from '@modelzoo/manager-http';
import { onnx } from '@modelzoo/runtime-onnx';
import { url } from '@modelzoo/source-url';

/** A source that is registered, with the models that it declares. */
export interface ModelSource extends AsyncDisposable {
  readonly zoo: Zoo;
  /** Runs a model by its name through `zoo.apply`. An input that fails throws. */
  apply(name: string, inputs: ApplyInputs, options?: ApplyOptions): Promise<Prediction[]>;
  /** A model that goes with the source. */
  load(name: string): Promise<Model>;
}

interface Manifest {
  readonly models: readonly {
    readonly base_name: string;
    readonly manager: { readonly config: ManagedFile | { readonly files: readonly ManagedFile[] } };
  }[];
}
interface ManagedFile {
  readonly url: string;
}

/** Names of the models of a manifest. */
export async function modelNames(folder: string): Promise<string[]> {
  return (await readManifest(folder)).models.map(({ base_name: name }) => name);
}

/**
 * Makes a source as an author has it, in a folder of its own, and registers it: what lies beside the manifest, and the
 * weights, which the manifest names by paths from it.
 *
 * @param folder Of the manifest.
 * @param others Names of further files of the source.
 * @param locate Where the file of such a path is on this machine.
 */
export async function openModelSource(
  folder: string,
  others: readonly string[],
  locate: (path: string) => string,
): Promise<ModelSource> {
  const { models } = await readManifest(folder);
  const place = await mkdtemp(join(tmpdir(), 'zoo-models-'));
  const source = join(place, 'source');
  const weights = models.flatMap(({ manager: { config } }) => ('files' in config ? config.files : [config]));
  const copies = new Map(weights.map(({ url: path }) => [path, locate(path)]));
  for (const name of ['manifest.json', ...others]) copies.set(name, join(folder, name));
  for (const [path, from] of copies) {
    await mkdir(dirname(join(source, path)), { recursive: true });
    await copyFile(from, join(source, path));
  }
  const zoo = createZoo({
    plugins: [url(), http(), onnx()],
    home: join(place, 'home'),
    cwd: place,
    env: {},
    offline: true,
    trust: true,
    packageRoots: [import.meta.url],
  });
  await zoo.registerSource('./source');
  const loaded = new Map<string, Promise<Model>>();

  async function load(name: string): Promise<Model> {
    const model = loaded.get(name) ?? zoo.loadModel(name);
    loaded.set(name, model);
    return model;
  }
  return {
    zoo,
    load,
    async apply(name, inputs, options) {
      const predictions = [];
      for await (const result of zoo.apply(name, inputs, { skipFailures: false, ...options })) {
        if ('error' in result) throw result.error;
        predictions.push(result.prediction);
      }
      return predictions;
    },
    async [Symbol.asyncDispose]() {
      for (const model of await Promise.allSettled(loaded.values()))
        if (model.status === 'fulfilled') await model.value[Symbol.asyncDispose]();
      await zoo[Symbol.asyncDispose]();
      await rm(place, { recursive: true, force: true });
    },
  };
}

async function readManifest(folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as Manifest;
}
