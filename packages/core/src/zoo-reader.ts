import { createCatalog } from './catalog/catalog.js';
import { createCatalogReader } from './catalog/catalog-reader.js';
import { createModelIndex } from './catalog/model-index.js';
import type { ZooEventListener } from './events/zoo-event.js';
import { createLayers } from './layers/layers.js';
import { layerRoots } from './layers/layer-roots.js';
import { findDownloaded, getModel } from './models/get-model.js';
import { findInstalled } from './lock/find-installed.js';
import type { InstallResult } from './lock/lock-types.js';
import { listModels, searchModels } from './models/list-models.js';
import { describeSources } from './sources/describe-source.js';
import { defaultHome, homeLayout } from './store/home-layout.js';
import { createModelUses } from './store/model-uses.js';
import { createReceiptReader } from './store/receipt-reader.js';
import { createSnapshotFolders } from './store/snapshot-folders.js';
import type { Zoo } from './zoo.js';

/**
 * The part of a zoo that only reads what is in its home folder. It has no plugins and no network, and loads next to nothing:
 * for programs that start to answer one question. Sources are named by key or alias.
 */
export interface ZooReader
  extends
    AsyncDisposable,
    Pick<Zoo, 'home' | 'listSources' | 'listModels' | 'listDownloaded' | 'searchModels' | 'getModel' | 'findModel'> {
  /**
   * What `Zoo.installLock` answers for a whole lock file when everything that it names is there.
   *
   * @param file Absolute path.
   * @param isKey Whether a text is the key of a source of a provider that the zoo would have.
   * @returns `undefined` when `installLock` has to look: something is missing, unusual or wrong
   */
  findInstalled(file: string, isKey: (text: string, provider: string) => boolean): Promise<InstallResult | undefined>;
}

/** What {@link createZooReader} takes: as `createZoo` does, as far as it matters for reading. */
export interface ZooReaderOptions {
  /** Absolute path of the home folder. Default: `MODELZOO_HOME`, else the platform's folder for data. */
  readonly home?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute paths of home folders below this one, as `createZoo` takes them. */
  readonly layers?: readonly string[] | undefined;
  /** Modules (`file:` URLs) whose packages meet the requirements of models. Default: none. */
  readonly packageRoots?: readonly string[] | undefined;
  /** Hears of what had to be mended. */
  readonly onEvent?: ZooEventListener | undefined;
}

/** Makes a {@link ZooReader}. Nothing is read before the first method is called. */
export function createZooReader(options: ZooReaderOptions): ZooReader {
  const layout = homeLayout(options.home ?? defaultHome(options.env));
  const warn = (message: string): void => options.onEvent?.({ type: 'notice', level: 'warn', message });
  const layers = createLayers(layerRoots(options.layers, options.env), layout.root, warn);
  const catalog = layers.withSources(createCatalog(layout, warn));
  const snapshots = layers.withSnapshots(createSnapshotFolders(layout));
  const index = createModelIndex(layout, layers.withAllSnapshots(snapshots));
  const reader = createCatalogReader(
    catalog,
    snapshots,
    noReferences,
    { cwd: layout.root, homeDir: layout.root },
    index,
  );
  const services = {
    reader,
    index,
    models: layers.withModels(createReceiptReader(layout)),
    uses: createModelUses(layout),
  };

  async function versionOf(name: string): Promise<string | undefined> {
    const { createHostPackages } = await import('./hooks/host-packages.js');
    return createHostPackages(options.packageRoots ?? []).versionOf(name);
  }

  return {
    home: layout.root,
    async listSources() {
      return describeSources(await catalog.sources(), snapshots);
    },
    listModels: (filter = {}) => listModels(services, filter),
    listDownloaded: () => listModels(services, { downloaded: true }),
    searchModels: (words) => searchModels(services, words),
    getModel: (name, nameOptions = {}) => getModel(services, name, nameOptions, versionOf),
    findModel: (name, nameOptions = {}) => findDownloaded(services, name, nameOptions),
    findInstalled: (file, isKey) => findInstalled({ ...services, catalog, snapshots }, file, isKey),
    async [Symbol.asyncDispose]() {
      index.close();
    },
  };
}

const noReferences = { tryParseReference: () => undefined };
