import type { CatalogModel } from '../catalog/catalog-model.js';
import type { Model } from '../model/model.js';
import { withDispose } from '../model/with-dispose.js';
import { downloadModel } from '../models/download-model.js';
import { describeRequirements, notDownloaded } from '../models/get-model.js';
import { loadModel } from '../models/load-model.js';
import { locateModel } from '../models/locate-model.js';
import type { DownloadOptions, DownloadResult, LoadOptions } from '../models/model-types.js';
import { ensureRequirements } from '../requirements/ensure-requirements.js';
import type { ZooServices } from '../zoo-services.js';
import { createSharedModels } from './shared-models.js';

/** Brings and loads models, each once for all who want it at the same time. */
export interface ModelOpener {
  /** Two callers that want the same model wait for one download, which lasts until nobody waits for it. */
  download(model: CatalogModel, options: DownloadOptions): Promise<DownloadResult>;
  /** See `Zoo.loadModel`. */
  open(nameOrReference: string, options: LoadOptions): Promise<Model>;
  /** Frees every model that is loaded, whoever still uses it. */
  closeAll(): Promise<void>;
}

interface RunningDownload {
  readonly result: Promise<DownloadResult>;
  /** Of whoever began it. */
  readonly signal: AbortSignal | undefined;
}

export function createModelOpener(services: ZooServices): ModelOpener {
  const { models, packages, uses } = services;
  const shared = createSharedModels();
  const running = new Map<string, RunningDownload>();

  async function download(model: CatalogModel, options: DownloadOptions): Promise<DownloadResult> {
    const identity = `${model.source.key} ${model.name}`;
    const other = running.get(identity);
    if (other === undefined || options.overwrite === true) return begin(identity, model, options);
    try {
      return await other.result;
    } catch (error) {
      options.signal?.throwIfAborted();
      // Who began it gave up, and not who asks now.
      if (other.signal?.aborted !== true) throw error;
      return download(model, options);
    }
  }

  function begin(identity: string, model: CatalogModel, options: DownloadOptions): Promise<DownloadResult> {
    const { signal } = options;
    const result = downloadModel(services, model, options).finally(() => running.delete(identity));
    running.set(identity, { result, signal });
    return result;
  }

  /** A model is in use until it is disposed. */
  async function loadHeld(folder: string, load: () => Promise<Model>): Promise<Model> {
    const held = await uses.hold([folder]);
    try {
      const model = await load();
      return withDispose(model, async () => {
        await model[Symbol.asyncDispose]();
        await held[Symbol.asyncDispose]();
      });
    } catch (error) {
      await held[Symbol.asyncDispose]();
      throw error;
    }
  }

  async function readReceipt({ source, baseName, version }: CatalogModel) {
    return models.readReceipt(source.key, baseName, version);
  }

  return {
    download,
    async open(nameOrReference, options) {
      const model = await locateModel(services, nameOrReference, options);
      const folder = models.modelDir(model.source.key, model.baseName, model.version);
      // Said before it is looked for: nobody deletes it for lack of space from now on.
      await using _held = await uses.hold([folder]);
      let receipt = await readReceipt(model);
      if (receipt === undefined || options.overwrite === true) {
        if (options.downloadIfNecessary === false) throw notDownloaded(model.name);
        await download(model, options);
        receipt = await readReceipt(model);
      }
      if (receipt === undefined) throw notDownloaded(model.name);
      const path = models.pathOf(receipt);
      if (options.ensureRequirements !== false) {
        const requirements = await describeRequirements(model, (name) => packages.versionOf(name));
        ensureRequirements(model.name, requirements, services.operation(model.name, options), options.errorLevel);
      }
      await uses.touch(folder);
      const load = () => loadHeld(folder, () => loadModel(services, model, path, options));
      if (options.cache === false) return load();
      // Everything that decides what the loaded model is: its code, its files and what it was told.
      const identity = JSON.stringify([
        model.source.key,
        model.source.treeDigest,
        model.name,
        receipt.files.map(({ sha256 }) => sha256),
        sortedEntries(options.parameters ?? {}),
      ]);
      return shared.share(identity, load, options.signal);
    },
    closeAll: () => shared.disposeAll(),
  };
}

function sortedEntries(parameters: Readonly<Record<string, unknown>>): [string, unknown][] {
  return Object.entries(parameters).toSorted(([a], [b]) => (a < b ? -1 : 1));
}
