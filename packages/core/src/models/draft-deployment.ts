import { stat } from 'node:fs/promises';
import { ZooError } from '../errors/zoo-error.js';
import type { OperationOptions } from '../events/operation-options.js';
import type { ZooServices } from '../zoo-services.js';
import type { DeploymentDraft } from './model-types.js';

/** Asks the loader of a file to describe it: see `Zoo.draftDeployment`. */
export async function draftDeployment(
  services: ZooServices,
  path: string,
  answers: Readonly<Record<string, string>>,
  options: OperationOptions,
): Promise<DeploymentDraft> {
  const status = await stat(path).catch(() => undefined);
  if (status?.isFile() !== true) {
    throw new ZooError('ERR_ZOO_FILE_NOT_FOUND', `There is no file ${path}.`, { details: { path } });
  }
  const loader = services.registry.loaderFor(undefined, [path]);
  const [type] = loader.types;
  if (loader.doDraft === undefined || type === undefined) {
    throw new ZooError('ERR_ZOO_CAPABILITY_MISSING', `The loader "${loader.id}" does not describe files.`, {
      hint: 'Write the manifest by hand: its documentation says what the config has to be.',
      details: { loader: loader.id },
    });
  }
  const context = services.operation(path, options).contextFor(loader.access, { allowPrivate: false });
  return { type, ...(await loader.doDraft({ path, answers }, context)) };
}
