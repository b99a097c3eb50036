import type { CatalogModel } from '../catalog/catalog-model.js';
import { manifestDir } from '../catalog/manifest-dir.js';
import type { OperationOptions } from '../events/operation-options.js';
import { findHookModule } from '../hooks/find-hook-module.js';
import { createHookContext } from '../hooks/hook-context.js';
import { callHook, importHooks } from '../hooks/import-hooks.js';
import type { ZooServices } from '../zoo-services.js';

/**
 * What a model lets its user set, as JSON Schema: what its manifest declares, else what the `resolveInput` of its source
 * says, after consent. `undefined` where neither says anything.
 */
export async function describeParameters(
  services: ZooServices,
  model: CatalogModel,
  options: OperationOptions,
): Promise<unknown> {
  const { entry, source, baseName, version, name } = model;
  if (entry['parameters'] != null) return entry['parameters'];
  if (entry.default_deployment_config_dict != null) return undefined;
  const { language } = await findHookModule(manifestDir(services.snapshots, model));
  if (language !== 'javascript') return undefined;
  const { resolveInput } = await importHooks(services, model, 'loadModel');
  if (resolveInput === undefined) return undefined;
  const operation = services.operation(name, options);
  const modelDir = services.models.modelDir(source.key, baseName, version);
  const modelPath = services.models.modelPath(source.key, baseName, version, entry.base_filename ?? undefined);
  const context = createHookContext(services, model, operation, modelDir, modelPath);
  return callHook(model, 'resolveInput', operation.signal, () => resolveInput(name, context));
}
