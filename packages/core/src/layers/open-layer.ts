import type { SourceRecord } from '../catalog/catalog-schema.js';
import { findState } from '../catalog/find-state.js';
import { createSourceRecords } from '../catalog/source-records.js';
import { ZooError } from '../errors/zoo-error.js';
import { createBlobStore } from '../store/blob-store.js';
import { createGenerationStore } from '../store/generation-store.js';
import type { HomeLayout } from '../store/home-layout.js';
import { createModelStore, type ModelStore } from '../store/model-store.js';

/** The models of a layer. Nothing is brought back there that was cut off, since that is a change. */
export function openLayerModels(layout: HomeLayout): ModelStore {
  return createModelStore(layout, createBlobStore(layout), { isReadOnly: true });
}

/** The sources of a layer. Its catalog is not mended: the newest whole state counts. */
export async function readLayerSources(
  layout: HomeLayout,
  onWarning: (message: string) => void,
): Promise<readonly SourceRecord[]> {
  try {
    const generations = createGenerationStore(layout.catalogDir, layout.tempDir);
    const found = await findState(layout.catalogFile, generations, async () => createSourceRecords(layout));
    return found.state.sources;
  } catch (error) {
    if (!ZooError.is(error)) throw error;
    onWarning(`The sources of the layer ${layout.root} are left out: ${error.message}`);
    return [];
  }
}
