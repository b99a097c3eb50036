import type { CatalogModel, ListedModel } from '../catalog/catalog-model.js';
import { createListingOrder } from '../catalog/listing-order.js';
import { searchModels as searchEntries } from '../catalog/search-models.js';
import type { Receipt } from '../store/receipt.js';
import type { ModelStore } from '../store/model-store.js';
import type { ZooServices } from '../zoo-services.js';
import { summarizeModel } from './describe-model.js';
import { matchesFilter } from './matches-filter.js';
import type { ModelFilter, ModelSummary } from './model-types.js';

/** What listing needs of a zoo. */
interface ListServices extends Pick<ZooServices, 'reader' | 'index' | 'lock'> {
  readonly models: Pick<ModelStore, 'readReceipt' | 'list' | 'pathOf'>;
}

/** Above this many models the folder of all models is read once, instead of a look for each. */
const FEW_MODELS = 50;

/** The models that fit a filter: see `Zoo.listModels`. */
export async function listModels(services: ListServices, filter: ModelFilter): Promise<ModelSummary[]> {
  const { reader, index, lock } = services;
  const source = filter.source === undefined ? undefined : await reader.getSource(filter.source);
  // A lock file decides which models there are, and the index does not know it.
  const listed =
    lock === undefined
      ? await index.list(source === undefined ? await reader.sources() : [source])
      : (await reader.models(source)).toSorted(createListingOrder());
  return (await summarize(services, listed)).filter((summary) => matchesFilter(summary, filter));
}

/** The models that have the words: see `Zoo.searchModels`. */
export async function searchModels(services: ListServices, words: string): Promise<ModelSummary[]> {
  const { reader, index, lock } = services;
  if (lock === undefined) return summarize(services, await index.search(await reader.sources(), words));
  return summarize(services, searchEntries((await reader.models()).map(toSearchable), words));
}

function toSearchable(model: CatalogModel): CatalogModel & { readonly description: string } {
  return { ...model, description: model.entry.description ?? '' };
}

async function summarize({ models, lock }: ListServices, listed: readonly ListedModel[]): Promise<ModelSummary[]> {
  const readOne = ({ source, baseName, version }: ListedModel): Promise<Receipt | undefined> =>
    models.readReceipt(source.key, baseName, version);
  if (lock !== undefined || listed.length <= FEW_MODELS) {
    return Promise.all(
      listed.map(async (model) => {
        const receipt = await readOne(model);
        return summarizeModel(model, receipt, receipt && models.pathOf(receipt));
      }),
    );
  }
  const receipts = new Map((await models.list()).map((receipt) => [identityOf(receipt.source, receipt), receipt]));
  return listed.map((model) => {
    const receipt = receipts.size === 0 ? undefined : receipts.get(identityOf(model.source.key, model));
    return summarizeModel(model, receipt, receipt && models.pathOf(receipt));
  });
}

function identityOf(source: string, { baseName, version }: Pick<Receipt, 'baseName' | 'version'>): string {
  return JSON.stringify([source, baseName, version]);
}
