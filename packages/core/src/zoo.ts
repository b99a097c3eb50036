import type { OperationOptions } from './events/operation-options.js';
import type {
  GarbageOptions,
  GarbageResult,
  HomeUsage,
  ModelVerification,
  VerifyOptions,
} from './maintenance/maintenance-types.js';
import type { Model } from './model/model.js';
import type {
  ExportResult,
  ImportOptions,
  InstallOptions,
  InstallResult,
  LockCheck,
  LockOptions,
  LockResult,
  OutdatedSource,
} from './lock/lock-types.js';
import type {
  ApplyInputs,
  ApplyOptions,
  ApplyRun,
  DeleteResult,
  DeploymentDraft,
  DownloadOptions,
  DownloadResult,
  LoadOptions,
  ModelDetails,
  ModelFilter,
  ModelRequirements,
  ModelSummary,
  NameOptions,
  RequirementErrorLevel,
} from './models/model-types.js';
import type {
  RegisteredSource,
  RegisterOptions,
  RegisterResult,
  TrustedSource,
  UpdateOptions,
  UpdateResult,
} from './sources/source-types.js';

/**
 * A zoo: the sources that somebody registered and the models they have, in one home folder. Made by `createZoo`.
 * Every method that touches the network or large files takes `signal` and `onEvent`.
 */
export interface Zoo extends AsyncDisposable {
  /** Absolute path of the home folder. */
  readonly home: string;

  /**
   * Resolves a reference, fetches its content, reads its manifests and adds them to the catalog. Runs no code of it.
   * @throws ZooError `ERR_ZOO_REFERENCE_INVALID`, `ERR_ZOO_SOURCE_NOT_FOUND`, `ERR_ZOO_MANIFEST_MISSING`,
   *   `ERR_ZOO_MANIFEST_INVALID`, `ERR_ZOO_ALIAS_TAKEN` and those of the network and of archives
   */
  registerSource(reference: string, options?: RegisterOptions): Promise<RegisterResult>;
  /** Registered sources. One whose content is gone from the store says so in its diagnostics. */
  listSources(): Promise<readonly RegisteredSource[]>;
  /**
   * Fetches what moved of the given sources, or of all. Weights are never touched. One that fails keeps its content, keeps
   * no other from being updated, and says why in its result.
   * @throws ZooError `ERR_ZOO_SOURCE_NOT_REGISTERED`
   */
  updateSources(sources?: readonly string[], options?: UpdateOptions): Promise<readonly UpdateResult[]>;
  /** Unregisters a source. Its downloaded models go too, unless `keepModels`. */
  deleteSource(source: string, options?: { readonly keepModels?: boolean }): Promise<DeleteResult>;

  /** Models of all sources, sorted by name, then by version, newest first. */
  listModels(filter?: ModelFilter): Promise<readonly ModelSummary[]>;
  /** Models whose name, tags or description have the words, best first. */
  searchModels(words: string): Promise<readonly ModelSummary[]>;
  /** @throws ZooError `ERR_ZOO_MODEL_NOT_FOUND`, `ERR_ZOO_NAME_AMBIGUOUS`, `ERR_ZOO_NAME_INVALID` */
  getModel(name: string, options?: NameOptions): Promise<ModelDetails>;
  /** Absolute path of a downloaded model. @throws ZooError also `ERR_ZOO_MODEL_NOT_DOWNLOADED` */
  findModel(name: string, options?: NameOptions): Promise<string>;
  isDownloaded(name: string, options?: NameOptions): Promise<boolean>;
  listDownloaded(): Promise<readonly ModelSummary[]>;

  /** Brings a model into the store, by name, or by the reference of its source (which is registered first). */
  downloadModel(nameOrReference: string, options?: DownloadOptions): Promise<DownloadResult>;
  describeRequirements(name: string, options?: NameOptions): Promise<ModelRequirements>;
  /**
   * What a model lets its user set when it is loaded, as JSON Schema: what its manifest declares; else what the source's
   * own `resolveInput` says, which needs consent. `undefined` where neither says anything.
   */
  describeParameters(name: string, options?: NameOptions & OperationOptions): Promise<unknown>;
  /** @throws ZooError `ERR_ZOO_REQUIREMENT_UNMET` at `errorLevel` 0 */
  ensureRequirements(
    name: string,
    options?: NameOptions & OperationOptions & { readonly errorLevel?: RequirementErrorLevel },
  ): Promise<ModelRequirements>;
  /** Loads a model, downloading it first if need be. */
  loadModel(nameOrReference: string, options?: LoadOptions): Promise<Model>;
  /**
   * Runs a model over inputs and gives a result for each, in their order. Several inputs are underway at a time, so that
   * reading, decoding and running overlap; how many is bounded, and no more are taken than the reader takes results.
   * Leaving the loop stops what is underway. A bad input fails alone, with its reason.
   *
   * @param model A loaded model, which stays the caller's; or a name or reference, loaded for this run.
   * @throws ZooError `ERR_ZOO_USAGE`, `ERR_ZOO_CAPABILITY_MISSING`, and those of {@link loadModel}
   */
  apply(model: Model | string, inputs: ApplyInputs, options?: ApplyOptions): ApplyRun;
  /**
   * Describes a model file that is in no source yet, as its author would in a manifest, as far as the file itself says.
   *
   * @param file Relative to the current folder.
   * @param answers What the author said to the draft's questions so far.
   * @throws ZooError `ERR_ZOO_FILE_NOT_FOUND`, `ERR_ZOO_PLUGIN_MISSING` when no loader reads such files,
   *   `ERR_ZOO_CAPABILITY_MISSING` when its loader drafts nothing, `ERR_ZOO_MODEL_INVALID`, `ERR_ZOO_USAGE` for an answer
   *   that cannot be
   */
  draftDeployment(
    file: string,
    answers?: Readonly<Record<string, string>>,
    options?: OperationOptions,
  ): Promise<DeploymentDraft>;
  /** Deletes a downloaded model by its receipt. Without a version: the only one there, or all with `allVersions`. */
  deleteModel(name: string, options?: NameOptions & { readonly allVersions?: boolean }): Promise<DeleteResult>;

  /**
   * Keeps a downloaded model when a limit on the size of the store wants models to go. {@link deleteModel} deletes it all the
   * same.
   *
   * @returns its name, with its version
   * @throws ZooError `ERR_ZOO_MODEL_NOT_DOWNLOADED`, `ERR_ZOO_STORE_IO`, and those of {@link getModel}
   */
  pinModel(name: string, options?: NameOptions): Promise<string>;
  /** Takes {@link pinModel} back. Does nothing to a model that is not pinned. */
  unpinModel(name: string, options?: NameOptions): Promise<string>;

  /**
   * Writes down exactly what is here: for each source its revision and the digest of its content, for each model its files
   * with their digests and addresses. Downloads what is not downloaded, since its digests are not known.
   *
   * @param file Default `zoo.lock`; relative to the current folder.
   * @throws ZooError `ERR_ZOO_LOCK_INVALID`, `ERR_ZOO_USAGE` when there is nothing to lock, `ERR_ZOO_REFERENCE_INVALID` when a
   *   reference holds a secret, `ERR_ZOO_OUTPUT_FAILED`, and those of a download
   */
  writeLock(file?: string, options?: LockOptions): Promise<LockResult>;
  /**
   * Tells whether a lock file is what {@link writeLock} would write: by the registered sources, and for those that are not
   * registered here, by what their references stand for now. Downloads and writes nothing.
   */
  checkLock(file?: string, options?: LockOptions): Promise<LockCheck>;
  /** Asks every source of a lock file what its reference stands for now. Registers and writes nothing. */
  listOutdated(file?: string, options?: OperationOptions): Promise<readonly OutdatedSource[]>;
  /**
   * Brings exactly what a lock file names, and registers its sources as they are locked. Nobody is asked what a reference or
   * a version stands for; nothing at all is asked for what is in the store.
   *
   * @throws ZooError `ERR_ZOO_FILE_NOT_FOUND`, `ERR_ZOO_LOCK_INVALID`, `ERR_ZOO_LOCK_MISMATCH` when something is not what the
   *   file says, `ERR_ZOO_NOT_LOCKED` with `frozen`, and those of a download
   */
  installLock(file?: string, options?: InstallOptions): Promise<InstallResult>;
  /**
   * Writes models, with their sources and a lock, into one tar for machines without network. Equal content gives equal bytes.
   *
   * @param names Names or references; what is not downloaded is. None: what `zoo.lock` names.
   * @param file Relative to the current folder. What is there is replaced.
   * @throws ZooError `ERR_ZOO_STORE_CORRUPT` when what is here is not what it should be, and those of a download
   */
  exportModels(names: readonly string[], file: string, options?: OperationOptions): Promise<ExportResult>;
  /**
   * Takes in an archive of {@link exportModels}: no request is made, and no code runs. Everything in it is verified before
   * anything of it can be seen. Its sources are registered.
   *
   * @param file Relative to the current folder.
   * @throws ZooError `ERR_ZOO_ARCHIVE_INVALID`, `ERR_ZOO_DIGEST_MISMATCH`, `ERR_ZOO_LOCK_INVALID` and those of archives;
   *   `ERR_ZOO_USAGE` with `fromLayer` where there is no layer
   */
  importModels(file: string, options?: ImportOptions): Promise<InstallResult>;

  /**
   * Finds out whether downloaded models are, byte by byte, as they were downloaded; without a request. With `repair` it mends
   * those that are not. What was read before and has not changed since is not read again, for 30 days.
   *
   * @throws ZooError `ERR_ZOO_MODEL_NOT_DOWNLOADED`, `ERR_ZOO_MODEL_NOT_FOUND`, `ERR_ZOO_NAME_INVALID`; what is wrong with a
   *   model, and why it could not be mended, is part of the result
   */
  verifyModels(options?: VerifyOptions): Promise<readonly ModelVerification[]>;
  /**
   * Deletes what nobody needs: blobs, unfinished downloads and snapshots. Never what a model or a running download needs, in
   * this process or another.
   *
   * @throws ZooError `ERR_ZOO_USAGE`, `ERR_ZOO_STORE_IO`
   */
  collectGarbage(options?: GarbageOptions): Promise<GarbageResult>;
  /** Adds up what takes the space of the home folder. @throws ZooError `ERR_ZOO_STORE_IO` */
  measureUsage(options?: OperationOptions): Promise<HomeUsage>;

  /** Agrees to run the code of a source as it is now. */
  trustSource(source: string): Promise<TrustedSource>;
  untrustSource(source: string): Promise<readonly TrustedSource[]>;
  listTrusted(): Promise<readonly TrustedSource[]>;
}
