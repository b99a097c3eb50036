import { ZooError } from '../errors/zoo-error.js';
import { formatModelName, parseModelName } from '../manifest/model-name.js';
import type { Receipt } from '../store/receipt.js';
import { matchesName } from './matches-name.js';
import type { DeleteResult, NameOptions } from './model-types.js';
import { removeModel } from './remove-model.js';
import type { ZooServices } from '../zoo-services.js';

/**
 * Deletes downloaded models by their receipts, so that models go whose source no longer declares them too: see
 * `Zoo.deleteModel`.
 */
export async function deleteModel(
  services: ZooServices,
  name: string,
  options: NameOptions & { readonly allVersions?: boolean },
): Promise<DeleteResult> {
  const wanted = parseModelName(name);
  const sourceText = wanted.source ?? options.source;
  const source = sourceText === undefined ? undefined : await sourceKey(services, sourceText);
  const receipts = (await services.models.folders()).flatMap(({ receipt, isPrevious }) =>
    receipt !== undefined && !isPrevious && matchesName(receipt, wanted, source) ? [receipt] : [],
  );
  if (receipts.length === 0) {
    const lower = (await services.layers.folders()).find(({ receipt }) => matchesName(receipt, wanted, source));
    if (lower !== undefined) throw inLayer(name, lower.layer);
    throw new ZooError('ERR_ZOO_MODEL_NOT_DOWNLOADED', `${name} is not downloaded, so there is nothing to delete.`, {
      hint: 'See what is downloaded with `zoo list --downloaded`.',
      details: { name },
    });
  }
  if (receipts.length > 1 && options.allVersions !== true) throw ambiguous(name, receipts);
  if (new Set(receipts.map((receipt) => receipt.source)).size > 1) throw ambiguous(name, receipts);
  let freedBytes = 0;
  for (const receipt of receipts) freedBytes += await removeModel(services, receipt);
  return { deleted: receipts.map(nameOf), freedBytes };
}

function inLayer(name: string, layer: string): ZooError {
  return new ZooError(
    'ERR_ZOO_MODEL_NOT_DOWNLOADED',
    `${name} is only in the layer ${layer}, which is never changed.`,
    {
      hint: 'Leave the layer out of MODELZOO_LAYERS, or delete the model there. Nothing was deleted.',
      details: { name, layer },
    },
  );
}

/** A source that was unregistered still has its key, and may have left models. */
async function sourceKey(services: ZooServices, text: string): Promise<string> {
  return (await services.reader.findSource(text))?.key ?? text;
}

function nameOf({ baseName, version }: Receipt): string {
  return formatModelName({ baseName, version });
}

function ambiguous(name: string, receipts: readonly Receipt[]): ZooError {
  const candidates = receipts.map((receipt) => `${receipt.source}::${nameOf(receipt)}`);
  return new ZooError('ERR_ZOO_NAME_AMBIGUOUS', `Several downloaded models are called ${name}.`, {
    hint: `Say which one (${candidates.join(', ')}), or delete all versions of one source with --all-versions. Nothing was deleted.`,
    details: { name, candidates },
  });
}
