import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { ModelEntry } from '../manifest/manifest-schema.js';
import type { Model } from '../model/model.js';
import type { PluginAccess, PluginContext } from './plugin-context.js';

/** A model's files on this machine. */
export interface LocalModel {
  /** Absolute path of the model: a file, or the folder of a folder model. */
  readonly path: string;
  /** Absolute paths of all its files. */
  readonly files: readonly string[];
  /** Absolute folder that relative paths in a config (`labels_path`) may name files of, beside the model's own. */
  readonly sourceDir: string | undefined;
  /**
   * Absolute path of a file below {@link sourceDir}, by its relative path, for reading: a file there may be a pointer of
   * Git LFS, whose content this brings unless it is in the store. `undefined`: there is no such file. Absent together with
   * `sourceDir`.
   *
   * @throws ZooError `ERR_ZOO_MANIFEST_INVALID` for a path that leads out of the folder; those of a download
   */
  readonly sourceFile?: ((path: string) => Promise<string | undefined>) | undefined;
}

/** What a loader is asked to load. */
export interface LoadRequest<Config = unknown> {
  readonly files: LocalModel;
  /** `default_deployment_config_dict.config`, validated by {@link ModelLoader.configSchema}. */
  readonly config: Config;
  /** What the user passed beside it; the loader refuses what it does not know. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The manifest's entry. `undefined` when a hook composes a model by itself. */
  readonly model: ModelEntry | undefined;
}

/** Whether a loader can load something on this machine. */
export type ProbeResult =
  /** `score` in [0, 1]: how well, where several can. */
  | { readonly ok: true; readonly score: number }
  | { readonly ok: false; readonly reason: string; readonly missing: readonly MissingPackage[] };

/** An npm package that would make it work. */
export interface MissingPackage {
  readonly package: string;
  /** Range of versions, as npm understands it. */
  readonly range: string;
}

/** Something about a model that its files do not say, and its author has to. */
export interface DraftQuestion {
  /** Short and in lower case, with `-` between words: users answer it with a flag of that name. */
  readonly key: string;
  /** A full sentence for people. */
  readonly question: string;
  /** Answers that there are, each with what it means. Default: any text. */
  readonly choices?: readonly { readonly value: string; readonly means: string }[] | undefined;
  /** The likely answer, taken when nobody can be asked. Default: there is none. */
  readonly default?: string | undefined;
}

/** A model file that is to be described, and what its author said of it so far. */
export interface DraftRequest {
  /** Absolute path. */
  readonly path: string;
  /** By {@link DraftQuestion.key}. A list has an item on each line. */
  readonly answers: Readonly<Record<string, string>>;
}

/** A beginning of a manifest's `default_deployment_config_dict`, read from a file. */
export interface ConfigDraft {
  readonly config: Readonly<Record<string, unknown>>;
  /** What is open. The first should be answered before the others: there may be other questions then. */
  readonly questions: readonly DraftQuestion[];
  /** What the file says of itself, a line each, for people. */
  readonly facts: readonly string[];
  /** Absolute paths of all files of the model, the given one first. */
  readonly files: readonly string[];
  /** Texts that the config names, to be written beside the manifest, by their file names. */
  readonly texts: Readonly<Record<string, string>>;
  /** As the file has it. */
  readonly license: string | undefined;
}

/** Something that models can run on: `cpu`, `cuda`. */
export interface LoaderDevice {
  readonly name: string;
  readonly works: boolean;
  /** Why it does not, in words for the user. */
  readonly reason?: string | undefined;
}

/** What a runtime plugin implements: files on disk become a {@link Model} that runs. */
export interface ModelLoader<Config = unknown> {
  readonly specVersion: 'v1';
  readonly id: string;
  /** Values of `default_deployment_config_dict.type` that are this loader's: `onnx`. */
  readonly types: readonly string[];
  /** Other systems' names for what it can do the same for. */
  readonly aliases?: readonly string[] | undefined;
  /** File name endings that it reads: `.onnx`. Used when no type says which loader. */
  readonly formats: readonly string[];
  readonly configSchema: StandardSchemaV1<unknown, Config>;
  readonly access?: PluginAccess | undefined;
  doProbe(request: LoadRequest<Config>, context: PluginContext): Promise<ProbeResult>;
  /** @throws ZooError `ERR_ZOO_MODEL_INVALID`, `ERR_ZOO_DEPLOYMENT_INVALID`, `ERR_ZOO_DEPENDENCY_MISSING`, `ERR_ZOO_FILE_NOT_FOUND` */
  doLoad(request: LoadRequest<Config>, context: PluginContext): Promise<Model>;
  /**
   * Tries what models could run on here, for who looks after an installation.
   * @throws ZooError `ERR_ZOO_DEPENDENCY_MISSING`, `ERR_ZOO_LOAD_FAILED`
   */
  doListDevices?(signal: AbortSignal): Promise<readonly LoaderDevice[]>;
  /**
   * Describes a model file that has no manifest yet, for `zoo init`. Optional: without it users write the config themselves.
   * @throws ZooError `ERR_ZOO_MODEL_INVALID`, `ERR_ZOO_USAGE` for an answer that cannot be
   */
  doDraft?(request: DraftRequest, context: PluginContext): Promise<ConfigDraft>;
}
