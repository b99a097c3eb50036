import type { ZooErrorCode } from '../errors/error-codes.js';
import type { ZooError, ZooErrorOptions } from '../errors/zoo-error.js';
import type { GuardedFetch, PluginLog } from '../plugins/plugin-context.js';
import type { PluginChoice } from '../manifest/manifest-schema.js';
import type { Model } from '../model/model.js';

/**
 * What a source's own module (`index.{js,mjs,ts,mts}` beside the manifest, or what its `package.json` names) may export.
 * It runs only after the user agreed to that exact content.
 */
export interface SourceHooks {
  /** Brings the model's files to `modelPath`. What is there afterwards is hashed and moved into the store. */
  readonly downloadModel?: (modelName: string, modelPath: string, context: HookContext) => Promise<void> | void;
  /** Makes a model out of the files at `modelPath`. */
  readonly loadModel?: (
    modelName: string,
    modelPath: string,
    parameters: Readonly<Record<string, unknown>>,
    context: HookContext,
  ) => Promise<Model> | Model;
  /** Describes the parameters that {@link loadModel} takes, as JSON Schema. */
  readonly resolveInput?: (modelName: string, context: HookContext) => unknown;
  /** Turns the user's parameters into those of {@link loadModel}. */
  readonly parseParameters?: (
    modelName: string,
    context: HookContext,
    parameters: Readonly<Record<string, unknown>>,
  ) => Promise<Readonly<Record<string, unknown>>> | Readonly<Record<string, unknown>>;
}

/** What a hook gets to work with. */
export interface HookContext {
  /** Guarded as for plugins: no credentials, and no private addresses unless the source itself is private. */
  readonly fetch: GuardedFetch;
  /**
   * Fetches one file with resume and check, to an absolute path below the model's folder. A URL without a scheme names a
   * file of the source, relative to the manifest; where that is a pointer of Git LFS, its content comes.
   */
  download(
    url: string,
    path: string,
    options?: { readonly sha256?: string; readonly sizeBytes?: number },
  ): Promise<void>;
  readonly log: PluginLog;
  readonly signal: AbortSignal;
  /** Absolute folder of the manifest, read-only. Files in it are as the commit has them: pointers of Git LFS are pointers. */
  readonly sourceDir: string;
  /**
   * Absolute path of a file of the source for reading, by its path relative to the manifest. For a pointer of Git LFS it is
   * the content's, which is fetched unless it is in the store; its name then says nothing.
   * @throws ZooError `ERR_ZOO_FILE_NOT_FOUND`, and those of a download
   */
  sourceFile(path: string): Promise<string>;
  /**
   * A model from any loader that is installed, so that a hook composes declarative pieces.
   * `path` is relative to the model's folder (or absolute); default: the model itself.
   */
  load(
    choice: PluginChoice,
    options?: { readonly path?: string; readonly parameters?: Readonly<Record<string, unknown>> },
  ): Promise<Model>;
  /**
   * An error that tells the user what to do, for the hook to throw: `throw context.error('ERR_ZOO_INPUT_INVALID', …)`. What a
   * hook throws otherwise becomes `ERR_ZOO_HOOK_FAILED`.
   */
  error(code: ZooErrorCode, message: string, options?: ZooErrorOptions): ZooError;
  /** A package that the host has: `await context.import('sharp')`. @throws ZooError `ERR_ZOO_DEPENDENCY_MISSING` */
  import(name: string): Promise<unknown>;
}
