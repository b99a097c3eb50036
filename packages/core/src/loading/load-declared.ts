import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ZooError } from '../errors/zoo-error.js';
import type { ModelEntry, PluginChoice } from '../manifest/manifest-schema.js';
import type { Model } from '../model/model.js';
import { parseConfig } from '../plugins/parse-config.js';
import type { LoadRequest, LocalModel } from '../plugins/model-loader.js';
import type { Operation, ZooServices } from '../zoo-services.js';
import { checkModel } from './check-model.js';

/** A model that a loader is to make from files. */
export interface DeclaredModel extends Pick<LocalModel, 'sourceDir' | 'sourceFile'> {
  /** `undefined`: the endings of the files say which loader. */
  readonly choice: PluginChoice | undefined;
  /** Absolute path of the file or folder. */
  readonly path: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly model: ModelEntry | undefined;
}

/** Loads a model that is described, not coded, with the loader that its type or its files ask for. */
export async function loadDeclared(
  services: ZooServices,
  declared: DeclaredModel,
  operation: Operation,
): Promise<Model> {
  const { choice, path, parameters, model, sourceDir, sourceFile } = declared;
  const files = await filesOf(path);
  const loader = services.registry.loaderFor(choice, files);
  const config = await parseConfig(loader.configSchema, choice?.config ?? {}, {
    what: model === undefined ? 'The model' : `The deployment of ${model.base_name}`,
    details: { type: choice?.type ?? undefined },
  });
  const context = operation.contextFor(loader.access, { allowPrivate: false });
  const request: LoadRequest = { files: { path, files, sourceDir, sourceFile }, config, parameters, model };
  const probe = await loader.doProbe(request, context);
  if (!probe.ok) {
    const packages = probe.missing.map((one) => `${one.package}@${one.range}`);
    throw new ZooError(
      packages.length > 0 ? 'ERR_ZOO_DEPENDENCY_MISSING' : 'ERR_ZOO_LOAD_FAILED',
      `The model cannot be loaded here: ${probe.reason}`,
      {
        hint:
          packages.length > 0 ? `Install it: npm install ${packages.join(' ')}.` : 'The files are left as they are.',
        details: { loader: loader.id, packages },
      },
    );
  }
  operation.signal.throwIfAborted();
  operation.emit({ type: 'phase', phase: 'load', subject: operation.subject });
  return checkModel(await loader.doLoad(request, context), `The loader "${loader.id}"`);
}

async function filesOf(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name !== 'receipt.json')
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}
