import type { CatalogModel } from '../catalog/catalog-model.js';
import type { Operation, ZooServices } from '../zoo-services.js';

/**
 * Downloads a model when no other process is downloading the same one, and looks again first whether it is there by then.
 *
 * @param find What there is; `undefined` when it is not there, or has to be made anew all the same.
 */
export async function inTurn<Result>(
  services: ZooServices,
  { source, name }: Pick<CatalogModel, 'source' | 'name'>,
  operation: Operation,
  find: () => Promise<Result | undefined>,
  download: () => Promise<Result>,
): Promise<Result> {
  await using turn = await services.turns.take(`${source.key} ${source.treeDigest} ${name}`, {
    signal: operation.signal,
    onWait() {
      const message = `Another process is downloading ${name}: waiting for it.`;
      operation.emit({ type: 'notice', level: 'info', message });
    },
  });
  return (turn.waited ? await find() : undefined) ?? (await download());
}
