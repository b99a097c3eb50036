import type { ZooError } from '../errors/zoo-error.js';
import type { OperationOptions } from '../events/operation-options.js';
import type { ModelEntry, PluginChoice } from '../manifest/manifest-schema.js';
import type { ModelInput, Prediction } from '../model/model.js';
import type { ConfigDraft } from '../plugins/model-loader.js';

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

/** What `Zoo.downloadModel` may be told. */
export interface DownloadOptions extends OperationOptions, NameOptions {
  /** When a reference is given instead of a name: which of its models. Default: its only one. */
  readonly modelName?: string | undefined;
  /** Fetch again though it is there. Default `false`. */
  readonly overwrite?: boolean | undefined;
  /**
   * Digests that are taken in place of those that the source promises: a sha256 in hex by the promised one. For a source
   * that is wrong about a file (`ERR_ZOO_METADATA_WRONG`); the receipt tells what was accepted.
   */
  readonly acceptDigests?: Readonly<Record<string, string>> | undefined;
}

/** A model that is on this machine now. */
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

/** What a model needs of the machine, as its author says. */
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

/** What `Zoo.loadModel` may be told. */
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

/**
 * What `Zoo.apply` takes: one input, or many of them, which may come one by one. A text is a path, a folder, a pattern or an
 * `http:` or `https:` URL; for models of media type `text` it is the text itself.
 */
export type ApplyInputs = ModelInput | Iterable<ModelInput> | AsyncIterable<ModelInput>;

/** What `Zoo.apply` may be told. */
export interface ApplyOptions extends OperationOptions {
  /** Inputs given to the model at once. Default 1. */
  readonly batchSize?: number | undefined;
  /**
   * Inputs that are underway at once: read, decoded, run. Results that were not taken yet count. Default: twice the number
   * of processors, from 4 to 16, and at least two batches.
   */
  readonly concurrency?: number | undefined;
  readonly confidenceThreshold?: number | undefined;
  readonly storeLogits?: boolean | undefined;
  /** `true` (the default): a bad input yields its error, and the rest goes on. `false`: it throws. */
  readonly skipFailures?: boolean | undefined;
  /** For a model that is given by its name: as for `Zoo.loadModel`. */
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
  /** Whether texts may be folders and patterns. Default `true`; `false`: each names one file, or is a URL. */
  readonly expandPaths?: boolean | undefined;
  /**
   * Whether URLs may be of this machine and of private networks. Default `false`: they may come from strangers. One that
   * is answered by a public address leads to no private one either way, however it redirects.
   */
  readonly allowPrivateAddresses?: boolean | undefined;
  /** Says of which inputs nothing is to be done, not even reading them: of a run that is continued, say. */
  readonly skip?: ((input: ModelInput, index: number) => boolean | Promise<boolean>) | undefined;
  /** Hears how far it is, after each input. */
  readonly onProgress?: ((summary: ApplySummary) => void) | undefined;
}

/** What became of the inputs so far. */
export interface ApplySummary {
  readonly done: number;
  readonly failed: number;
  readonly skipped: number;
}

/** A run of {@link Zoo.apply}, which begins when it is first iterated, and can be iterated once. */
export interface ApplyRun extends AsyncIterable<ApplyResult> {
  /** As it is now; complete once the iteration is. */
  readonly summary: ApplySummary;
}

/** What {@link Zoo.apply} yields for one input, in input order. */
export type ApplyResult = {
  /** As it was given; of folders and patterns, the path of the file as they name it. */
  readonly input: ModelInput;
  /** Place among all inputs, those that were skipped too; from 0. */
  readonly index: number;
  /** The bytes that were at the input's URL. */
  readonly fetched?: Uint8Array | undefined;
} & ({ readonly prediction: Prediction } | { readonly error: ZooError });

/** A beginning of a manifest's `default_deployment_config_dict` for a model file that has none yet. */
export interface DeploymentDraft extends ConfigDraft {
  /** Its `type`. */
  readonly type: string;
}

/** What was deleted. */
export interface DeleteResult {
  /** Names of models or keys of sources. */
  readonly deleted: readonly string[];
  readonly freedBytes: number;
}
