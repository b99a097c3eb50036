import type { CatalogModel } from '../catalog/catalog-model.js';
import { parseConfig } from '../plugins/parse-config.js';
import type { FilePlan, ModelManager } from '../plugins/model-manager.js';
import type { Operation, ZooServices } from '../zoo-services.js';

/** What there is to fetch of a model, and the manager that fetches it. */
export interface ModelPlan {
  readonly manager: ModelManager;
  readonly plans: readonly FilePlan[];
}

/** Asks the manager that a manifest names what a model is made of. Moves no weights. */
export async function planModel(services: ZooServices, model: CatalogModel, operation: Operation): Promise<ModelPlan> {
  const choice = model.entry.manager ?? {};
  const manager = services.registry.managerFor(choice);
  const config = await parseConfig(manager.configSchema, choice.config ?? {}, {
    what: `The manager of ${model.name}`,
    details: { model: model.name, type: choice.type ?? undefined },
  });
  operation.emit({ type: 'phase', phase: 'plan', subject: model.name });
  const context = operation.contextFor(manager.access, { allowPrivate: model.source.reach !== 'public' });
  return { manager, plans: await manager.doPlan({ model: model.entry, config }, context) };
}
