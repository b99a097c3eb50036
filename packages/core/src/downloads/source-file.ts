import { stat } from 'node:fs/promises';
import { findPathProblem } from '../archive/safe-path.js';
import type { CatalogModel } from '../catalog/catalog-model.js';
import { manifestDir } from '../catalog/manifest-dir.js';
import { ZooError } from '../errors/zoo-error.js';
import { isMissing, storeError } from '../store/store-error.js';
import { safeJoin } from '../store/safe-join.js';
import type { Operation, ZooServices } from '../zoo-services.js';
import { findDeferred } from './deferred-file.js';
import { fetchFiles } from './fetch-files.js';
import { isOwnFile } from './own-file.js';

/** Texts in a configuration that may be names of files. Labels and formulas seldom look like it. */
const FILE_NAME = /^[^\s\\]{0,240}[^\s\\/.]\.[a-z0-9]{1,16}$/i;

/**
 * Finds a file of a model's source by its path from the manifest: in the snapshot or, where that has only a pointer, as a
 * blob of the content, which is fetched unless it is there.
 *
 * @returns an absolute path, read-only; `undefined` when the source has no such file
 * @throws ZooError `ERR_ZOO_MANIFEST_INVALID` for a path that leads out of the folder, and those of a download
 */
export async function findSourceFile(
  services: ZooServices,
  model: CatalogModel,
  path: string,
  operation: Operation,
): Promise<string | undefined> {
  const file = safeJoin(manifestDir(services.snapshots, model), path);
  if (!(await isFile(file))) return undefined;
  if ((await findDeferred(services, model, file)) === undefined) return file;
  const [content] = await fetchFiles(services, model, noManager, [{ path: undefined, urls: [path] }], operation);
  if (content === undefined) throw new TypeError('One plan gave no file.');
  return services.blobs.pathOf(content.sha256);
}

/**
 * Brings the files that the configuration of a model's loader names and the source only points to, so that a model that
 * is downloaded can be loaded offline.
 */
export async function fetchNamedFiles(services: ZooServices, model: CatalogModel, operation: Operation): Promise<void> {
  for (const name of fileNamesIn(model)) await findSourceFile(services, model, name, operation);
}

/** Digests of what {@link fetchNamedFiles} brings: no receipt names it. */
export async function namedContents(services: ZooServices, model: CatalogModel): Promise<string[]> {
  const found: string[] = [];
  for (const name of fileNamesIn(model)) {
    const file = safeJoin(manifestDir(services.snapshots, model), name);
    // What is not understood was not brought.
    const deferred = await findDeferred(services, model, file).catch(() => undefined);
    if (deferred !== undefined) found.push(deferred.sha256);
  }
  return found;
}

function fileNamesIn({ entry }: CatalogModel): string[] {
  const names = new Set(textsIn(entry.default_deployment_config_dict?.config));
  return [...names].filter(
    (name) => FILE_NAME.test(name) && isOwnFile(name) && findPathProblem(name, true) === undefined,
  );
}

function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) yield* textsIn(part);
}

function noManager(): never {
  throw new ZooError('ERR_ZOO_CAPABILITY_MISSING', 'A file of a source is brought by its provider.');
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    if (isMissing(error)) return false;
    throw storeError(error, path);
  }
}
