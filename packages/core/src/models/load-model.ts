import { dirname } from 'node:path';
import type { CatalogModel } from '../catalog/catalog-model.js';
import { manifestDir } from '../catalog/manifest-dir.js';
import { findSourceFile } from '../downloads/source-file.js';
import { ZooError } from '../errors/zoo-error.js';
import { findHookModule } from '../hooks/find-hook-module.js';
import { createHookContext } from '../hooks/hook-context.js';
import type { HookContext, SourceHooks } from '../hooks/source-hooks.js';
import { callHook, importHooks } from '../hooks/import-hooks.js';
import { checkModel } from '../loading/check-model.js';
import { loadDeclared } from '../loading/load-declared.js';
import type { Model } from '../model/model.js';
import type { LoadOptions } from './model-types.js';
import type { Operation, ZooServices } from '../zoo-services.js';

/**
 * Makes a running model out of a downloaded one: with the loader that its manifest names, else with the source's
 * `loadModel`, else (in a source without code) with a loader that reads such files.
 *
 * @param modelPath Absolute path of the downloaded model.
 */
export async function loadModel(
  services: ZooServices,
  model: CatalogModel,
  modelPath: string,
  options: Pick<LoadOptions, 'parameters' | 'signal' | 'onEvent'>,
): Promise<Model> {
  const operation = services.operation(model.name, options);
  try {
    return await load(services, model, modelPath, options.parameters ?? {}, operation);
  } catch (cause) {
    operation.signal.throwIfAborted();
    // Whatever the loader says then, this is what happened.
    if ((await services.models.readReceipt(model.source.key, model.baseName, model.version)) !== undefined) throw cause;
    const message = `${model.name} was deleted while it was being loaded.`;
    throw new ZooError('ERR_ZOO_MODEL_NOT_DOWNLOADED', message, {
      hint: `Download it again with \`zoo download ${model.name}\`, or with downloadModel().`,
      details: { name: model.name },
      cause,
    });
  }
}

async function load(
  services: ZooServices,
  model: CatalogModel,
  modelPath: string,
  parameters: Readonly<Record<string, unknown>>,
  operation: Operation,
): Promise<Model> {
  const choice = model.entry.default_deployment_config_dict ?? undefined;
  const sourceDir = manifestDir(services.snapshots, model);
  if (choice !== undefined || (await findHookModule(sourceDir)).language === 'none') {
    const sourceFile = (path: string) => findSourceFile(services, model, path, operation);
    const declared = { choice, path: modelPath, parameters, model: model.entry, sourceDir, sourceFile };
    return loadDeclared(services, declared, operation);
  }
  const hooks = await importHooks(services, model, 'loadModel');
  const context = createHookContext(services, model, operation, dirname(modelPath), modelPath);
  const parsed = await parseParameters(hooks, model, context, parameters);
  operation.emit({ type: 'phase', phase: 'load', subject: model.name });
  const loaded = await callHook(model, 'loadModel', operation.signal, () =>
    hooks.loadModel(model.name, modelPath, parsed, context),
  );
  return checkModel(loaded, `loadModel() of ${model.source.alias ?? model.source.key}`);
}

/** The source's own word on what the user passed. What it refuses is the user's to mend, not the author's. */
async function parseParameters(
  hooks: SourceHooks,
  model: CatalogModel,
  context: HookContext,
  parameters: Readonly<Record<string, unknown>>,
): Promise<Readonly<Record<string, unknown>>> {
  if (hooks.parseParameters === undefined) return parameters;
  try {
    return await hooks.parseParameters(model.name, context, parameters);
  } catch (cause) {
    context.signal.throwIfAborted();
    if (ZooError.is(cause)) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ZooError('ERR_ZOO_CONFIG_INVALID', `${model.name} cannot take these parameters: ${reason}`, {
      hint: 'See which ones it takes with `zoo info`.',
      details: { model: model.name, parameters: Object.keys(parameters) },
      cause,
    });
  }
}
