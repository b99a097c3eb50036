import { pathToFileURL } from 'node:url';
import type { CatalogModel } from '../catalog/catalog-model.js';
import { manifestDir } from '../catalog/manifest-dir.js';
import { ZooError } from '../errors/zoo-error.js';
import type { ZooServices } from '../zoo-services.js';
import { ensureConsent } from './consent.js';
import { findHookModule } from './find-hook-module.js';
import type { SourceHooks } from './source-hooks.js';

/**
 * Loads the module with the hooks of a model's source: after consent, and not before. Snapshots are named by their
 * content, so a module that Node has loaded already is always the right one.
 *
 * @param needed The hook that is to be called.
 * @throws ZooError `ERR_ZOO_HOOK_MISSING`, `ERR_ZOO_HOOK_PYTHON`, `ERR_ZOO_CONSENT_REQUIRED`, `ERR_ZOO_HOOK_FAILED`
 */
export async function importHooks<Needed extends 'downloadModel' | 'loadModel'>(
  services: ZooServices,
  model: CatalogModel,
  needed: Needed,
): Promise<SourceHooks & Required<Pick<SourceHooks, Needed>>> {
  const { source, name } = model;
  const found = await findHookModule(manifestDir(services.snapshots, model));
  const details = { source: source.key, model: name, hook: needed };
  const how = needed === 'downloadModel' ? 'downloaded' : 'loaded';
  if (found.language === 'python') {
    throw new ZooError(
      'ERR_ZOO_HOOK_PYTHON',
      `${name} is ${how} by Python code of its source, which modelzoo does not run.`,
      {
        hint: 'Use a model with a declarative manager and deployment, or ask the author for an index.js.',
        details,
      },
    );
  }
  if (found.language === 'none') {
    throw new ZooError('ERR_ZOO_HOOK_MISSING', `The source of ${name} does not say how it is ${how}.`, {
      hint: `Its manifest needs ${needed === 'downloadModel' ? 'a manager' : 'a default_deployment_config_dict'}, or its folder an index.js with ${needed}().`,
      details,
    });
  }
  await ensureConsent(services, source, needed);
  let hooks: SourceHooks;
  try {
    hooks = (await import(/* @vite-ignore */ pathToFileURL(found.file).href)) as SourceHooks;
  } catch (cause) {
    throw new ZooError('ERR_ZOO_HOOK_FAILED', `The code of ${source.alias ?? source.key} cannot be loaded.`, {
      hint: 'Tell the author of the source what is underneath this error.',
      details: { ...details, reason: reasonOf(cause) },
      cause,
    });
  }
  if (hasHook(hooks, needed)) return hooks;
  throw new ZooError('ERR_ZOO_HOOK_MISSING', `The code of ${source.alias ?? source.key} has no ${needed}().`, {
    hint: 'Tell the author of the source.',
    details,
  });
}

/** Runs a hook; what it throws becomes `ERR_ZOO_HOOK_FAILED`, unless it is an abort or an error of ours. */
export async function callHook<Result>(
  model: CatalogModel,
  hook: string,
  signal: AbortSignal,
  call: () => Promise<Result> | Result,
): Promise<Result> {
  try {
    return await call();
  } catch (cause) {
    signal.throwIfAborted();
    if (ZooError.is(cause)) throw cause;
    throw new ZooError('ERR_ZOO_HOOK_FAILED', `${hook}() of the source failed for ${model.name}: ${reasonOf(cause)}`, {
      hint: 'Nothing was kept. Tell the author of the source.',
      details: { source: model.source.key, model: model.name, hook },
      cause,
    });
  }
}

function hasHook<Needed extends 'downloadModel' | 'loadModel'>(
  hooks: SourceHooks,
  needed: Needed,
): hooks is SourceHooks & Required<Pick<SourceHooks, Needed>> {
  return typeof hooks[needed] === 'function';
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
