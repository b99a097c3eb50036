import type { ArchiveLimits } from './archive/archive-limits.js';
import type { CatalogModel } from './catalog/catalog-model.js';
import type { Catalog } from './catalog/catalog.js';
import type { CatalogReader } from './catalog/catalog-reader.js';
import type { ModelIndex } from './catalog/model-index.js';
import type { ZooEventListener } from './events/zoo-event.js';
import type { HostPackages } from './hooks/host-packages.js';
import type { Layers } from './layers/layers.js';
import type { ConnectionBudget } from './net/connection-budget.js';
import type { PluginAccess, PluginContext } from './plugins/plugin-context.js';
import type { PluginRegistry } from './plugins/plugin-registry.js';
import type { ReferenceHost } from './plugins/source-provider.js';
import type { BlobStore } from './store/blob-store.js';
import type { HomeLayout } from './store/home-layout.js';
import type { ModelUses } from './store/model-uses.js';
import type { ModelStore } from './store/model-store.js';
import type { PartialStore } from './store/partial-store.js';
import type { SnapshotStore } from './store/snapshot-store.js';
import type { DownloadResult } from './models/model-types.js';
import type { TrustStore } from './store/trust-store.js';
import type { Turns } from './store/turns.js';
import type { OperationOptions } from './events/operation-options.js';
import type { ConsentRequest } from './sources/source-types.js';

/** The parts of one zoo, made once by `createZoo` and handed to every operation. */
export interface ZooServices {
  readonly layout: HomeLayout;
  readonly registry: PluginRegistry;
  readonly catalog: Catalog;
  readonly reader: CatalogReader;
  /** Lists and finds models without reading manifests again. */
  readonly index: ModelIndex;
  readonly snapshots: SnapshotStore;
  readonly blobs: BlobStore;
  readonly partials: PartialStore;
  readonly models: ModelStore;
  /** Home folders below one's own, which are only read. */
  readonly layers: Layers;
  /** When models were used last, and who uses them now. */
  readonly uses: ModelUses;
  /** What the home folder may take, in bytes; `undefined`: as much as there is. */
  readonly maxStoreBytes: number | undefined;
  readonly trust: TrustStore;
  /** Keeps processes from doing the same work at the same time. */
  readonly turns: Turns;
  readonly packages: HostPackages;
  readonly referenceHost: ReferenceHost;
  readonly archiveLimits: Partial<ArchiveLimits>;
  readonly trustAll: boolean;
  /** Connections that all transfers of weights share. */
  readonly connections: ConnectionBudget;
  readonly onConsent: ((request: ConsentRequest) => boolean | Promise<boolean>) | undefined;
  /** Set in a zoo that keeps to a lock file. */
  readonly lock?: LockedServices | undefined;
  /** Everything that one operation may use of the outside. */
  operation(subject: string, options: OperationOptions): Operation;
}

/** What a lock file decides instead of manifests and providers. */
export interface LockedServices {
  /** Absolute path. */
  readonly file: string;
  /** Brings exactly the locked files of a model. @throws ZooError `ERR_ZOO_LOCK_MISMATCH`, `ERR_ZOO_NOT_LOCKED` */
  download(model: CatalogModel, operation: Operation): Promise<DownloadResult>;
}

/** One run of a public method: its signal, its events, its way to the network. */
export interface Operation {
  readonly subject: string;
  readonly signal: AbortSignal;
  readonly emit: ZooEventListener;
  /** What a plugin gets. `reach` decides whether requests may end at private addresses. */
  contextFor(access: PluginAccess | undefined, reach: NetworkReach): PluginContext;
  /** The same, of which a part can be stopped by itself. */
  within(signal: AbortSignal): Operation;
}

/** How far the requests of a plugin may go. */
export interface NetworkReach {
  /** Whether addresses of private networks and of this machine may be reached, beside the plugin's own origins. */
  readonly allowPrivate: boolean;
  /** Hears what kind of address was reached. */
  readonly onAddress?: ((kind: 'public' | 'private') => void) | undefined;
  /** What the plugin is there to fetch, unless a request says so itself. Default `answer`. */
  readonly expects?: 'answer' | 'archive' | undefined;
}
