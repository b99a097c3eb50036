import { resolve } from 'node:path';
import { applyModel } from './apply/apply-model.js';
import type { CatalogModel } from './catalog/catalog-model.js';
import { findModel } from './catalog/find-model.js';
import { createServices } from './create-services.js';
import { recordConsent } from './hooks/consent.js';
import { createModelOpener } from './loading/model-opener.js';
import { createLockMethods } from './lock/lock-methods.js';
import { collectGarbage } from './maintenance/collect-garbage.js';
import { measureUsage } from './maintenance/measure-usage.js';
import { verifyModels } from './maintenance/verify-models.js';
import { deleteModel } from './models/delete-model.js';
import { describeParameters } from './models/describe-parameters.js';
import { draftDeployment } from './models/draft-deployment.js';
import { describeRequirements, findDownloaded, getModel } from './models/get-model.js';
import { locateModel } from './models/locate-model.js';
import { pinModel } from './models/pin-model.js';
import { listModels, searchModels } from './models/list-models.js';
import { ensureRequirements } from './requirements/ensure-requirements.js';
import { deleteSource } from './sources/delete-source.js';
import { describeSources } from './sources/describe-source.js';
import { registerSource } from './sources/register-source.js';
import { updateSources } from './sources/update-sources.js';
import type { Model } from './model/model.js';
import { withDispose } from './model/with-dispose.js';
import type { ModelRequirements } from './models/model-types.js';
import type { Zoo } from './zoo.js';
import type { ZooOptions } from './zoo-options.js';

/**
 * Makes a zoo out of plugins. Nothing is read or written before the first method is called.
 *
 * @throws ZooError `ERR_ZOO_PLUGIN_INVALID`, `ERR_ZOO_CONFIG_INVALID`
 */
export function createZoo(options: ZooOptions): Zoo {
  const { env = process.env, cwd = process.cwd() } = options;
  const { services, network } = createServices(options, { env, cwd });
  const { reader, models } = services;
  const opener = createModelOpener(services);
  const versionOf = (name: string): Promise<string | undefined> => services.packages.versionOf(name);
  const describe = (model: CatalogModel): Promise<ModelRequirements> => describeRequirements(model, versionOf);

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
      return opener.download(await locateModel(services, nameOrReference, downloadOptions), downloadOptions);
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
    loadModel: (nameOrReference, loadOptions = {}) => opener.open(nameOrReference, loadOptions),
    apply(model, inputs, applyOptions = {}) {
      const { parameters, signal, onEvent } = applyOptions;
      const open = async (): Promise<Model> => {
        if (typeof model === 'string') return opener.open(model, { parameters, signal, onEvent });
        // Whoever gave it keeps it.
        return withDispose(model, async () => {});
      };
      return applyModel(services, cwd, open, inputs, applyOptions);
    },
    draftDeployment: (file, answers = {}, draftOptions = {}) =>
      draftDeployment(services, resolve(cwd, file), answers, draftOptions),
    deleteModel: (name, deleteOptions = {}) => deleteModel(services, name, deleteOptions),

    pinModel: (name, nameOptions = {}) => pinModel(services, name, nameOptions, true),
    unpinModel: (name, nameOptions = {}) => pinModel(services, name, nameOptions, false),

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
      await opener.closeAll();
      await services.blobs.close();
      services.index.close();
      await network.close();
    },
  };
}
