import type { CatalogModel } from '../catalog/catalog-model.js';
import { trimStore } from '../maintenance/make-room.js';
import type { Operation, ZooServices } from '../zoo-services.js';

/**
 * Downloads a model when no other process is downloading the same one, and looks again first whether it is there by then.
 *
 * @param find What there is; `undefined` when it is not there, or has to be made anew all the same.
 */
export async function inTurn<Result>(
  services: ZooServices,
  { source, name, baseName, version }: Pick<CatalogModel, 'source' | 'name' | 'baseName' | 'version'>,
  operation: Operation,
  find: () => Promise<Result | undefined>,
  download: () => Promise<Result>,
): Promise<Result> {
  const folder = services.models.modelDir(source.key, baseName, version);
  // Nobody deletes it for lack of space while it comes, and what it needs room for is not itself.
  await using _held = await services.uses.hold([folder]);
  await using turn = await services.turns.take(`${source.key} ${source.treeDigest} ${name}`, {
    signal: operation.signal,
    onWait() {
      const message = `Another process is downloading ${name}: waiting for it.`;
      operation.emit({ type: 'notice', level: 'info', message });
    },
  });
  const found = turn.waited ? await find() : undefined;
  if (found !== undefined) return found;
  const result = await download();
  await services.uses.touch(folder);
  await trimStore(services, operation);
  return result;
}
