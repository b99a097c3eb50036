import { copyFile, mkdir } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import type { CatalogModel } from '../catalog/catalog-model.js';
import { manifestDir } from '../catalog/manifest-dir.js';
import { fetchFiles } from '../downloads/fetch-files.js';
import { findSourceFile } from '../downloads/source-file.js';
import { ZooError } from '../errors/zoo-error.js';
import { loadDeclared } from '../loading/load-declared.js';
import { safeJoin } from '../store/safe-join.js';
import type { Operation, ZooServices } from '../zoo-services.js';
import type { HookContext } from './source-hooks.js';

/**
 * What the hooks of one model may use.
 *
 * @param modelDir Absolute folder that `download` may write below.
 * @param modelPath Absolute path of the model, which `load` reads by default.
 */
export function createHookContext(
  services: ZooServices,
  model: CatalogModel,
  operation: Operation,
  modelDir: string,
  modelPath: string,
): HookContext {
  const context = operation.contextFor(undefined, { allowPrivate: model.source.reach !== 'public' });
  const sourceDir = manifestDir(services.snapshots, model);
  const sourceFile = (path: string) => findSourceFile(services, model, path, operation);
  return {
    fetch: context.fetch,
    log: context.log,
    signal: operation.signal,
    sourceDir,
    async sourceFile(path) {
      const file = await sourceFile(path);
      if (file !== undefined) return file;
      throw new ZooError('ERR_ZOO_FILE_NOT_FOUND', `The source of ${model.name} has no file ${path}.`, {
        hint: 'Paths are relative to the manifest. Tell the author of the source.',
        details: { file: path, source: model.source.key },
      });
    },
    error: (code, message, options) => new ZooError(code, message, options),
    import: (name) => services.packages.import(name),
    async download(url, path, expected = {}) {
      const destination = insideOf(modelDir, path);
      const findManager = () => services.registry.managerFor({ config: { url } });
      const plan = { path: undefined, urls: [url] as const, ...expected };
      const [file] = await fetchFiles(services, model, findManager, [plan], operation);
      if (file === undefined) throw new TypeError('One plan gave no file.');
      await mkdir(dirname(destination), { recursive: true });
      await copyFile(services.blobs.pathOf(file.sha256), destination);
    },
    load(choice, { path, parameters = {} } = {}) {
      const file = path === undefined ? modelPath : isAbsolute(path) ? path : safeJoin(modelPath, path);
      return loadDeclared(
        services,
        { choice, path: file, parameters, model: undefined, sourceDir, sourceFile },
        operation,
      );
    },
  };
}

function insideOf(folder: string, path: string): string {
  const below = relative(folder, path);
  if (isAbsolute(path) && below !== '' && below !== '..' && !below.startsWith(`..${sep}`) && !isAbsolute(below)) {
    return join(folder, below);
  }
  throw new ZooError('ERR_ZOO_HOOK_FAILED', 'The code of the source tried to download to a place outside the model.', {
    hint: 'Tell the author of the source: the path of download() must be below modelPath.',
    details: { path },
  });
}
