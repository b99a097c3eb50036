import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { LocalModel, Model, ModelLoader } from '@modelzoo/core';
import { createTestContext } from '@modelzoo/testkit';
import { onTestFinished } from 'vitest';
import { loaderConfigSchema, type LoaderConfig } from '../src/config/loader-config.js';
import { onnx, type OnnxOptions } from '../src/onnx.js';
import { buildOnnx, type GraphSpec } from './build-onnx.js';

/** A folder that goes with the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'modelzoo-onnx-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A model of one file, as core hands it to a loader. */
export function oneFile(path: string, sourceDir?: string): LocalModel {
  return { path, files: [path], sourceDir };
}

/** Writes files into a folder, and describes it as core does. */
export async function folderModel(contents: Readonly<Record<string, Uint8Array | string>>): Promise<LocalModel> {
  const path = await temporaryFolder();
  const files = [];
  for (const [name, content] of Object.entries(contents)) {
    const file = join(path, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
    files.push(file);
  }
  return { path, files, sourceDir: undefined };
}

export interface LoadSettings {
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal;
  readonly maxBatchSize?: number;
  readonly maxPixels?: number;
  readonly isolation?: 'thread' | 'process';
}

/** The loader of the plugin. */
export function createLoader(options?: OnnxOptions): ModelLoader {
  const [loader] = onnx(options).loaders ?? [];
  if (loader === undefined) throw new Error('The plugin has no loader.');
  return loader;
}

/** As {@link loadOnnx}, of a graph alone. */
export async function loadGraph(graph: GraphSpec, config: unknown, settings?: LoadSettings): Promise<Model> {
  return loadOnnx(await folderModel({ 'model.onnx': buildOnnx(graph) }), config, settings);
}

/** Loads through the plugin, as core would. The model goes with the test. */
export async function loadOnnx(files: LocalModel, config: unknown, settings: LoadSettings = {}): Promise<Model> {
  const { maxBatchSize, maxPixels, isolation, parameters = {}, signal } = settings;
  const loader = createLoader({ maxBatchSize, maxPixels, isolation });
  const context = createTestContext({ signal, offline: true });
  onTestFinished(() => context.close());
  const model: Model = await loader.doLoad(
    { files, config: parseConfig(config), parameters, model: undefined },
    context,
  );
  onTestFinished(() => model[Symbol.asyncDispose]());
  return model;
}

function parseConfig(config: unknown): LoaderConfig {
  const parsed = loaderConfigSchema['~standard'].validate(config);
  if (parsed instanceof Promise || parsed.issues !== undefined) throw new TypeError(JSON.stringify(parsed));
  return parsed.value;
}
