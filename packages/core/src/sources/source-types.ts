import type { ZooError } from '../errors/zoo-error.js';
import type { OperationOptions } from '../events/operation-options.js';

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
  /** Of all manifests, and about the source as a whole: submodules and files that are not in its content, say. */
  readonly diagnostics: readonly Diagnostic[];
  /** Language of the hooks that the source carries, if any. */
  readonly code: 'none' | 'javascript' | 'python';
}

/** What `Zoo.registerSource` may be told. */
export interface RegisterOptions extends OperationOptions {
  /** A short name of the user's own for the source. */
  readonly alias?: string | undefined;
  /** Fetch again when it is registered already. Default `false`: nothing is fetched then. */
  readonly overwrite?: boolean | undefined;
}

/** A source that is registered now, and what its manifests declare. */
export interface RegisterResult {
  readonly source: RegisteredSource;
  readonly manifests: readonly ManifestReport[];
  /** Names with versions, as `listModels` gives them. */
  readonly models: readonly string[];
}

/** What `Zoo.updateSources` may be told. */
export interface UpdateOptions extends OperationOptions {
  /** Only tell what moved. Default `false`. */
  readonly check?: boolean | undefined;
}

/** What became of one source. */
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
  /** Why it could not be updated, or looked at. Its last good content then stays as it is. */
  readonly error: ZooError | undefined;
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
