import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { applyModel } from './apply/apply-model.js';
import { borrowModel } from './apply/borrow-model.js';
import { createCatalog } from './catalog/catalog.js';
import type { CatalogModel } from './catalog/catalog-model.js';
import { createCatalogReader } from './catalog/catalog-reader.js';
import { findModel } from './catalog/find-model.js';
import { createModelIndex } from './catalog/model-index.js';
import { ZooError } from './errors/zoo-error.js';
import { redactEvent } from './events/redact-event.js';
import { recordConsent } from './hooks/consent.js';
import { createHostPackages, rootOf } from './hooks/host-packages.js';
import { createLayers, type Layers } from './layers/layers.js';
import { layerRoots } from './layers/layer-roots.js';
import { createSharedModels } from './loading/shared-models.js';
import { createLockMethods } from './lock/lock-methods.js';
import { lockServices } from './lock/lock-services.js';
import { collectGarbage } from './maintenance/collect-garbage.js';
import { measureUsage } from './maintenance/measure-usage.js';
import { verifyModels } from './maintenance/verify-models.js';
import { deleteModel } from './models/delete-model.js';
import { describeParameters } from './models/describe-parameters.js';
import { downloadModel } from './models/download-model.js';
import { draftDeployment } from './models/draft-deployment.js';
import { describeRequirements, findDownloaded, getModel, notDownloaded } from './models/get-model.js';
import { loadModel } from './models/load-model.js';
import { locateModel } from './models/locate-model.js';
import { listModels, searchModels } from './models/list-models.js';
import { createNetwork } from './net/guarded-fetch.js';
import { createPluginContext } from './plugins/create-plugin-context.js';
import { createPluginRegistry } from './plugins/plugin-registry.js';
import { ensureRequirements } from './requirements/ensure-requirements.js';
import { deleteSource } from './sources/delete-source.js';
import { describeSources } from './sources/describe-source.js';
import { registerSource } from './sources/register-source.js';
import { updateSources } from './sources/update-sources.js';
import { createBlobStore } from './store/blob-store.js';
import { createLendingBlobs } from './store/lending-blobs.js';
import { createCacheLender, createLayerLender, type Lender } from './store/lenders.js';
import { defaultHome, homeLayout } from './store/home-layout.js';
import { createModelStore } from './store/model-store.js';
import { createPartialStore } from './store/partial-store.js';
import { createSnapshotStore } from './store/snapshot-store.js';
import { createTrustStore } from './store/trust-store.js';
import { createTurns } from './store/turns.js';
import { version } from './version.js';
import type { OperationOptions } from './events/operation-options.js';
import type { Model } from './model/model.js';
import type { DownloadOptions, LoadOptions, ModelRequirements } from './models/model-types.js';
import type { Zoo } from './zoo.js';
import type { ZooOptions } from './zoo-options.js';
import type { Operation, ZooServices } from './zoo-services.js';

/** Files up to this size are brought again when a download is cut off. */
const SMALL_FILE_BYTES = 1024 * 1024;
const USER_AGENT = `modelzoo/${version} node/${process.versions.node}`;

/**
 * Makes a zoo out of plugins. Nothing is read or written before the first method is called.
 *
 * @throws ZooError `ERR_ZOO_PLUGIN_INVALID`, `ERR_ZOO_CONFIG_INVALID`
 */
export function createZoo(options: ZooOptions): Zoo {
  const { services, network, cwd } = createServices(options);
  const { reader, models } = services;
  const shared = createSharedModels();
  const downloading = new Map<string, ReturnType<typeof downloadModel>>();

  const versionOf = (name: string): Promise<string | undefined> => services.packages.versionOf(name);
  const describe = (model: CatalogModel): Promise<ModelRequirements> => describeRequirements(model, versionOf);

  /** Two callers in this process that want the same model wait for one download. */
  function downloadOnce(model: CatalogModel, downloadOptions: DownloadOptions) {
    const identity = `${model.source.key} ${model.name}`;
    const running = downloading.get(identity);
    if (running !== undefined && downloadOptions.overwrite !== true) return running;
    const download = downloadModel(services, model, downloadOptions).finally(() => downloading.delete(identity));
    downloading.set(identity, download);
    return download;
  }

  async function load(nameOrReference: string, loadOptions: LoadOptions): Promise<Model> {
    const model = await locateModel(services, nameOrReference, loadOptions);
    let receipt = await models.readReceipt(model.source.key, model.baseName, model.version);
    if (receipt === undefined || loadOptions.overwrite === true) {
      if (loadOptions.downloadIfNecessary === false) throw notDownloaded(model.name);
      await downloadOnce(model, loadOptions);
      receipt = await models.readReceipt(model.source.key, model.baseName, model.version);
    }
    if (receipt === undefined) throw notDownloaded(model.name);
    const path = models.pathOf(receipt);
    if (loadOptions.ensureRequirements !== false) {
      const operation = services.operation(model.name, loadOptions);
      ensureRequirements(model.name, await describe(model), operation, loadOptions.errorLevel);
    }
    const start = () => loadModel(services, model, path, loadOptions);
    if (loadOptions.cache === false) return start();
    // Everything that decides what the loaded model is: its code, its files and what it was told.
    const identity = JSON.stringify([
      model.source.key,
      model.source.treeDigest,
      model.name,
      receipt.files.map(({ sha256 }) => sha256),
      sortedEntries(loadOptions.parameters ?? {}),
    ]);
    return shared.share(identity, start);
  }

  return {
    home: services.layout.root,

    registerSource: (reference, registerOptions = {}) => registerSource(services, reference, registerOptions),
    listSources: async () => describeSources(await reader.sources(), services.snapshots),
    updateSources: (names = [], updateOptions = {}) => updateSources(services, names, updateOptions),
    deleteSource: (source, deleteOptions = {}) => deleteSource(services, source, deleteOptions),

    listModels: (filter = {}) => listModels(services, filter),
    searchModels: (words) => searchModels(services, words),
    getModel: (name, nameOptions = {}) => getModel(services, name, nameOptions, versionOf),
    findModel: (name, nameOptions = {}) => findDownloaded(services, name, nameOptions),
    async isDownloaded(name, nameOptions = {}) {
      const { source, baseName, version: own } = await findModel(reader, name, nameOptions);
      return (await models.readReceipt(source.key, baseName, own)) !== undefined;
    },
    listDownloaded: () => listModels(services, { downloaded: true }),

    async downloadModel(nameOrReference, downloadOptions = {}) {
      return downloadOnce(await locateModel(services, nameOrReference, downloadOptions), downloadOptions);
    },
    describeRequirements: async (name, nameOptions = {}) => describe(await findModel(reader, name, nameOptions)),
    describeParameters: async (name, parameterOptions = {}) =>
      describeParameters(services, await findModel(reader, name, parameterOptions), parameterOptions),
    async ensureRequirements(name, ensureOptions = {}) {
      const model = await findModel(reader, name, ensureOptions);
      return ensureRequirements(
        model.name,
        await describe(model),
        services.operation(model.name, ensureOptions),
        ensureOptions.errorLevel,
      );
    },
    loadModel: (nameOrReference, loadOptions = {}) => load(nameOrReference, loadOptions),
    apply(model, inputs, applyOptions = {}) {
      const { parameters, signal, onEvent } = applyOptions;
      const open = async (): Promise<Model> =>
        typeof model === 'string' ? load(model, { parameters, signal, onEvent }) : borrowModel(model);
      return applyModel(services, cwd, open, inputs, applyOptions);
    },
    draftDeployment: (file, answers = {}, draftOptions = {}) =>
      draftDeployment(services, resolve(cwd, file), answers, draftOptions),
    deleteModel: (name, deleteOptions = {}) => deleteModel(services, name, deleteOptions),

    ...createLockMethods(services, cwd),

    verifyModels: (verifyOptions = {}) => verifyModels(services, verifyOptions),
    collectGarbage: (garbageOptions = {}) => collectGarbage(services, garbageOptions),
    measureUsage: (usageOptions = {}) => measureUsage(services, usageOptions),

    trustSource: async (source) => recordConsent(services, await reader.getSource(source)),
    async untrustSource(source) {
      const { key } = await reader.getSource(source);
      return services.trust.remove(key);
    },
    listTrusted: async () =>
      (await services.trust.list()).map(({ key, treeDigest, trustedAt }) => ({ key, treeDigest, trustedAt })),

    async [Symbol.asyncDispose]() {
      await shared.disposeAll();
      await services.blobs.close();
      services.index.close();
      await network.close();
    },
  };
}

function createServices(options: ZooOptions) {
  const env = options.env ?? process.env;
  const cwd = options.cwd ?? process.cwd();
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
  return { services: lockFile === undefined ? services : lockServices(services, resolve(cwd, lockFile)), network, cwd };
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

function sortedEntries(parameters: Readonly<Record<string, unknown>>): [string, unknown][] {
  return Object.entries(parameters).toSorted(([a], [b]) => (a < b ? -1 : 1));
}
