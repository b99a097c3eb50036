import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { createCatalog } from './catalog/catalog.js';
import { createCatalogReader } from './catalog/catalog-reader.js';
import { createModelIndex } from './catalog/model-index.js';
import { ZooError } from './errors/zoo-error.js';
import { redactEvent } from './events/redact-event.js';
import { createHostPackages, rootOf } from './hooks/host-packages.js';
import { createLayers, type Layers } from './layers/layers.js';
import { layerRoots } from './layers/layer-roots.js';
import { lockServices } from './lock/lock-services.js';
import { createNetwork, type Network } from './net/guarded-fetch.js';
import { createPluginContext } from './plugins/create-plugin-context.js';
import { createPluginRegistry } from './plugins/plugin-registry.js';
import { createBlobStore } from './store/blob-store.js';
import { createLendingBlobs } from './store/lending-blobs.js';
import { createCacheLender, createLayerLender, type Lender } from './store/lenders.js';
import { defaultHome, homeLayout } from './store/home-layout.js';
import { createModelStore } from './store/model-store.js';
import { createModelUses } from './store/model-uses.js';
import { createPartialStore } from './store/partial-store.js';
import { createSnapshotStore } from './store/snapshot-store.js';
import { createTrustStore } from './store/trust-store.js';
import { createTurns } from './store/turns.js';
import { version } from './version.js';
import type { OperationOptions } from './events/operation-options.js';
import type { ZooOptions } from './zoo-options.js';
import type { Operation, ZooServices } from './zoo-services.js';

/** Files up to this size are brought again when a download is cut off. */
const SMALL_FILE_BYTES = 1024 * 1024;
const USER_AGENT = `modelzoo/${version} node/${process.versions.node}`;

/** What a zoo takes of the process, unless its options say otherwise. */
export interface ProcessFacts {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute folder that relative paths start from. */
  readonly cwd: string;
}

/**
 * Makes the parts of a zoo out of its options. Nothing is read or written before they are used.
 *
 * @throws ZooError `ERR_ZOO_PLUGIN_INVALID`, `ERR_ZOO_CONFIG_INVALID`
 */
export function createServices(
  options: ZooOptions,
  { env, cwd }: ProcessFacts,
): { readonly services: ZooServices; readonly network: Network } {
  const layout = homeLayout(absolute(options.home ?? defaultHome(env), 'home'));
  const offline = options.offline ?? !['', '0', undefined].includes(env['MODELZOO_OFFLINE']);
  const network = createNetwork({
    env,
    offline,
    userAgent: USER_AGENT,
    rewrites: options.rewrites,
    certificateAuthorities: options.certificateAuthorities,
    maxSourceBytes: options.archiveLimits?.maxBytes,
    maxConnections: positive(options.maxConnections, 'maxConnections'),
    limitRateBytesPerSecond: positive(options.limitRateBytesPerSecond, 'limitRateBytesPerSecond'),
  });
  const registry = createPluginRegistry(options.plugins);
  const referenceHost = { cwd: absolute(cwd, 'cwd'), homeDir: homedir() };
  const warn = (message: string): void => options.onEvent?.({ type: 'notice', level: 'warn', message });
  const catalog = createCatalog(layout, warn);
  const layers = createLayers(layerRoots(options.layers, env), layout.root, warn);
  const snapshots = layers.withSnapshots(createSnapshotStore(layout));
  const index = createModelIndex(layout, layers.withAllSnapshots(snapshots));
  const blobs = createLendingBlobs(createBlobStore(layout), layout, {
    lenders: findLenders(options, layers, env),
    onNotice: (message, level) => options.onEvent?.({ type: 'notice', level, message }),
  });

  function operation(subject: string, { signal, onEvent }: OperationOptions): Operation {
    const own = signal ?? new AbortController().signal;
    own.throwIfAborted();
    const emit: Operation['emit'] = (event) => {
      const safe = redactEvent(event);
      onEvent?.(safe);
      options.onEvent?.(safe);
    };
    const operationUntil = (until: AbortSignal): Operation => ({
      subject,
      signal: until,
      emit,
      contextFor: (access, reach) =>
        createPluginContext({ network, env, signal: until, emit, offline, subject }, access, reach),
      within: (inner) => operationUntil(inner),
    });
    return operationUntil(own);
  }

  const services: ZooServices = {
    layout,
    registry,
    catalog,
    reader: createCatalogReader(layers.withSources(catalog), snapshots, registry, referenceHost, index),
    index,
    snapshots,
    blobs,
    partials: createPartialStore(layout, { smallBytes: SMALL_FILE_BYTES }),
    models: layers.withModels(createModelStore(layout, blobs)),
    layers,
    uses: createModelUses(layout),
    maxStoreBytes: positive(options.maxStoreBytes, 'maxStoreBytes'),
    trust: createTrustStore(layout),
    turns: createTurns(layout),
    packages: createHostPackages([rootOf(cwd), ...(options.packageRoots ?? [])]),
    referenceHost,
    archiveLimits: options.archiveLimits ?? {},
    trustAll: options.trust ?? false,
    connections: network.connections,
    onConsent: options.onConsent,
    operation,
  };
  const { lockFile } = options;
  return { services: lockFile === undefined ? services : lockServices(services, resolve(cwd, lockFile)), network };
}

/** Layers first: they are the user's own, and hold what was verified once. */
function findLenders(
  { plugins, adopt = true }: ZooOptions,
  { roots }: Layers,
  env: Readonly<Record<string, string | undefined>>,
): Lender[] {
  const caches = adopt ? plugins.flatMap((plugin) => plugin.caches ?? []) : [];
  const place = { env, homeDir: homedir() };
  return [...roots.map(createLayerLender), ...caches.map((cache) => createCacheLender(cache, place))];
}

function absolute(path: string, option: string): string {
  if (isAbsolute(path)) return join(path);
  throw new ZooError('ERR_ZOO_CONFIG_INVALID', `The option "${option}" must be an absolute path, not ${path}.`, {
    hint: 'Resolve it against the folder that you mean.',
    details: { option, path },
  });
}

function positive(value: number | undefined, option: string): number | undefined {
  if (value === undefined || (Number.isSafeInteger(value) && value > 0)) return value;
  throw new ZooError('ERR_ZOO_CONFIG_INVALID', `The option "${option}" must be a whole number above 0.`, {
    hint: 'Leave it out for the default.',
    details: { option, value },
  });
}
