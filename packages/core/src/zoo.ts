import type { ZooEventListener } from './events/zoo-event.js';
import type { Model, ModelInput, Prediction } from './model/model.js';
import type { ModelEntry, PluginChoice } from './manifest/manifest-schema.js';

/** Options of every operation that may take long. */
export interface OperationOptions {
  /** Stops the operation within a second; what can be resumed is kept. It then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ZooEventListener | undefined;
}

/** A note about a source or one of its manifests, with where it is. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  /** An error code, or a name of a warning. */
  readonly code: string;
  readonly message: string;
  /** Path of the manifest below the source's root. */
  readonly path: string;
  /** JSON pointer (RFC 6901) to the value: `/models/3/version`. */
  readonly pointer?: string | undefined;
  /** Line and column of the value, counted from 1. */
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

/** What became of one manifest when its source was registered or updated. */
export interface ManifestReport {
  readonly path: string;
  /** The manifest's own `name`. */
  readonly name: string | undefined;
  /** `skipped`: it declares no usable model, and the diagnostics say why. */
  readonly status: 'added' | 'updated' | 'unchanged' | 'skipped';
  /** Number of usable models. */
  readonly models: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** A registered source. */
export interface RegisteredSource {
  readonly key: string;
  readonly provider: string;
  readonly alias: string | undefined;
  readonly revision: string;
  /** `sha256` of the extracted tree, 64 hex digits: what consent is bound to. */
  readonly treeDigest: string;
  /** ISO 8601. */
  readonly registeredAt: string;
  readonly updatedAt: string;
  readonly models: number;
  readonly manifests: readonly Omit<ManifestReport, 'status'>[];
  readonly diagnostics: readonly Diagnostic[];
  /** Language of the hooks that the source carries, if any. */
  readonly code: 'none' | 'javascript' | 'python';
}

export interface RegisterOptions extends OperationOptions {
  /** A short name of the user's own for the source. */
  readonly alias?: string | undefined;
  /** Fetch again when it is registered already. Default `false`: nothing is fetched then. */
  readonly overwrite?: boolean | undefined;
}

export interface RegisterResult {
  readonly source: RegisteredSource;
  readonly manifests: readonly ManifestReport[];
  /** Names with versions, as `listModels` gives them. */
  readonly models: readonly string[];
}

export interface UpdateOptions extends OperationOptions {
  /** Only tell what moved. Default `false`. */
  readonly check?: boolean | undefined;
}

export interface UpdateResult {
  readonly source: RegisteredSource;
  readonly moved: boolean;
  readonly previousRevision: string;
  readonly revision: string;
  /** Whether the source's code changed, so that consent will be asked for again. `undefined` with `check`. */
  readonly codeChanged: boolean | undefined;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
}

/** Which models {@link Zoo.listModels} gives. Conditions are joined by AND. */
export interface ModelFilter {
  /** All of these tags. Case is ignored. */
  readonly tags?: readonly string[] | undefined;
  /** A reference, key or alias of a registered source. */
  readonly source?: string | undefined;
  /** Any of these licences: as the author wrote it, or its SPDX id. Case is ignored. */
  readonly license?: string | readonly string[] | undefined;
  readonly downloaded?: boolean | undefined;
}

/** A model in a listing. */
export interface ModelSummary {
  /** `base_name`, or `base_name@version`. */
  readonly name: string;
  readonly baseName: string;
  readonly version: string | undefined;
  /** Key of its source. */
  readonly source: string;
  readonly tags: readonly string[];
  /** As the author wrote it. */
  readonly license: string | undefined;
  /** SPDX id, where the text surely means one. */
  readonly spdxLicense: string | undefined;
  /** From the receipt when downloaded, else the author's hint. */
  readonly sizeBytes: number | undefined;
  readonly downloaded: boolean;
  /** Absolute path of the downloaded model. */
  readonly path: string | undefined;
}

/** One file of a downloaded model. */
export interface ModelFile {
  /** Relative to the model's folder in the store, with forward slashes. */
  readonly path: string;
  readonly sizeBytes: number;
  /** 64 hex digits. */
  readonly sha256: string;
}

/** Everything known about one model. */
export interface ModelDetails extends ModelSummary {
  readonly description: string | undefined;
  readonly author: string | undefined;
  readonly manager: PluginChoice | undefined;
  readonly deployment: PluginChoice | undefined;
  readonly requirements: ModelRequirements;
  /** Of the receipt; empty when it is not downloaded. */
  readonly files: readonly ModelFile[];
  /** The manifest's entry as it was read, unknown keys and all. */
  readonly entry: ModelEntry;
  /** Path of its manifest below the source's root. */
  readonly manifestPath: string;
}

/** Which one of equally named models is meant. */
export interface NameOptions {
  /** Reference, key or alias of the source. Also written `<source>::<name>`. */
  readonly source?: string | undefined;
}

export interface DownloadOptions extends OperationOptions, NameOptions {
  /** When a reference is given instead of a name: which of its models. Default: its only one. */
  readonly modelName?: string | undefined;
  /** Fetch again though it is there. Default `false`. */
  readonly overwrite?: boolean | undefined;
}

export interface DownloadResult {
  readonly name: string;
  readonly source: string;
  readonly path: string;
  readonly files: readonly ModelFile[];
  readonly downloadedBytes: number;
  /** Bytes that were in the store already. */
  readonly reusedBytes: number;
}

/** A package that a model needs. */
export interface Requirement {
  /** As the author wrote it: `torch>=2`, or `sharp@^0.35`. */
  readonly text: string;
  readonly ecosystem: 'npm' | 'python';
  /** Names that would do, the preferred first. */
  readonly names: readonly string[];
  readonly range: string | undefined;
  readonly applies: 'always' | 'cpu' | 'gpu';
  /** `unchecked`: modelzoo cannot look into a Python environment. */
  readonly status: 'met' | 'missing' | 'wrong-version' | 'unchecked';
  readonly installed: string | undefined;
}

export interface ModelRequirements {
  readonly packages: readonly Requirement[];
  /** Whether the author says that it runs without a GPU. */
  readonly cpu: boolean | undefined;
  readonly gpu: {
    readonly support: boolean | undefined;
    readonly cudaVersion: string | undefined;
    readonly cudnnVersion: string | undefined;
  };
}

/** What to do about an unmet requirement: 0 throws, 1 warns, 2 says nothing. Default 0. */
export type RequirementErrorLevel = 0 | 1 | 2;

export interface LoadOptions extends DownloadOptions {
  /** Default `true`. */
  readonly downloadIfNecessary?: boolean | undefined;
  /** Default `true`. */
  readonly ensureRequirements?: boolean | undefined;
  readonly errorLevel?: RequirementErrorLevel | undefined;
  /** Passed through to the loader or to the source's `loadModel`. */
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
  /** Share one instance among identical loads while it is alive. Default `true`. */
  readonly cache?: boolean | undefined;
}

export interface ApplyOptions extends OperationOptions {
  /** Inputs given to the model at once. Default 1. */
  readonly batchSize?: number | undefined;
  readonly confidenceThreshold?: number | undefined;
  readonly storeLogits?: boolean | undefined;
  /** `true` (the default): a bad input yields its error, and the rest goes on. `false`: it throws. */
  readonly skipFailures?: boolean | undefined;
}

/** What {@link Zoo.applyModel} yields for one input, in input order. */
export type ApplyResult =
  | { readonly input: ModelInput; readonly index: number; readonly prediction: Prediction }
  | { readonly input: ModelInput; readonly index: number; readonly error: Error };

export interface DeleteResult {
  /** Names of models or keys of sources. */
  readonly deleted: readonly string[];
  readonly freedBytes: number;
}

/** Content whose code the user agreed to run. */
export interface TrustedSource {
  readonly key: string;
  readonly treeDigest: string;
  /** ISO 8601. */
  readonly trustedAt: string;
}

/** What would run, for the question whether it may. */
export interface ConsentRequest {
  readonly source: RegisteredSource;
  readonly treeDigest: string;
  /** Absolute folder of the content. */
  readonly sourceDir: string;
  /** Its code files, relative. */
  readonly codeFiles: readonly string[];
  /** Code files that are not as they were when the user last agreed; `undefined` when the user never did. */
  readonly changedFiles: readonly string[] | undefined;
  /** Name of the hook that is about to run: `loadModel`. */
  readonly hook: string;
}

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
  listSources(): Promise<readonly RegisteredSource[]>;
  /** Fetches what moved of the given sources, or of all. Weights are never touched. */
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
  /** @throws ZooError `ERR_ZOO_REQUIREMENT_UNMET` at `errorLevel` 0 */
  ensureRequirements(
    name: string,
    options?: NameOptions & OperationOptions & { readonly errorLevel?: RequirementErrorLevel },
  ): Promise<ModelRequirements>;
  /** Loads a model, downloading it first if need be. */
  loadModel(nameOrReference: string, options?: LoadOptions): Promise<Model>;
  /** Runs a model over inputs, with bounded memory, in input order. */
  applyModel(
    model: Model,
    inputs: Iterable<ModelInput> | AsyncIterable<ModelInput>,
    options?: ApplyOptions,
  ): AsyncIterable<ApplyResult>;
  /** Deletes a downloaded model by its receipt. Without a version: the only one there, or all with `allVersions`. */
  deleteModel(name: string, options?: NameOptions & { readonly allVersions?: boolean }): Promise<DeleteResult>;

  /** Agrees to run the code of a source as it is now. */
  trustSource(source: string): Promise<TrustedSource>;
  untrustSource(source: string): Promise<readonly TrustedSource[]>;
  listTrusted(): Promise<readonly TrustedSource[]>;
}
