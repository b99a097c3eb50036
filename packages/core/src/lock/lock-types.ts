import type { OperationOptions } from '../events/operation-options.js';
import type { DownloadResult } from '../models/model-types.js';

/** How {@link Zoo.writeLock} locks. */
export interface LockOptions extends OperationOptions {
  /**
   * Models to take in, by name or by the reference of a source of one model: they take the place of other versions of
   * theirs. None: what the file holds stays, brought up to date with the registered sources; without a file, every
   * downloaded model of a registered source.
   */
  readonly models?: readonly string[] | undefined;
}

/** What a lock file holds now. */
export interface LockResult {
  /** Absolute path. */
  readonly file: string;
  /** Whether its bytes are others than before. */
  readonly changed: boolean;
  /** Every source in it. */
  readonly sources: readonly LockedSourceSummary[];
  /** What became other than it was. */
  readonly differences: readonly LockDifference[];
}

/** A source of a lock file. */
export interface LockedSourceSummary {
  /** As the file has it: a key, or a path that is relative to the file. */
  readonly reference: string;
  readonly key: string;
  readonly revision: string;
  readonly treeDigest: string;
  /** Names with versions. */
  readonly models: readonly string[];
}

/** One way in which a lock file is not what a fresh one would be. */
export interface LockDifference {
  readonly kind: 'source-added' | 'source-moved' | 'source-removed' | 'model-added' | 'model-changed' | 'model-removed';
  /** As the lock file has it. `undefined` for a model that was asked for, and is in no source of the file. */
  readonly source: string | undefined;
  /** Name with version; `undefined` for a source. */
  readonly model: string | undefined;
  /** For a source: its revision in the file, and the one that it has now. */
  readonly locked: string | undefined;
  readonly current: string | undefined;
}

/** Whether a lock file is what a fresh one would be. */
export interface LockCheck {
  /** Absolute path. */
  readonly file: string;
  readonly upToDate: boolean;
  readonly differences: readonly LockDifference[];
}

/** What became of one source of a lock file upstream. */
export interface OutdatedSource {
  /** As the lock file has it. */
  readonly source: string;
  /** The locked revision. */
  readonly locked: string;
  /** The one that its reference stands for now. */
  readonly current: string;
  readonly outdated: boolean;
  /** Names of models, with versions: of the whole source, locked or not. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
}

/** How {@link Zoo.installLock} installs. */
export interface InstallOptions extends OperationOptions {
  /** Only these of the locked models. Default: all. One that is not locked is locked first, unless `frozen`. */
  readonly models?: readonly string[] | undefined;
  /** Never write the lock file, and refuse what it does not name. Default `false`. */
  readonly frozen?: boolean | undefined;
}

/** How {@link Zoo.importModels} imports. */
export interface ImportOptions extends OperationOptions {
  /**
   * Link the files that are in a layer already (or in the home folder, or where another program keeps them), verified,
   * and do not unpack them. The archive need not hold them. Default `false`: everything is unpacked and verified.
   */
  readonly fromLayer?: boolean | undefined;
}

/** What is on this machine now. */
export interface InstallResult {
  /** Absolute path of the lock file or archive. */
  readonly file: string;
  readonly sources: readonly InstalledSource[];
  readonly models: readonly InstalledModel[];
}

/** An archive with everything that its models need. */
export interface ExportResult {
  /** Absolute path. */
  readonly file: string;
  readonly sizeBytes: number;
  /** 64 hex digits, of the archive itself: equal exports have equal bytes. */
  readonly sha256: string;
  /** Names with versions. */
  readonly models: readonly string[];
}

/** A source at its locked revision. */
export interface InstalledSource {
  readonly key: string;
  readonly revision: string;
  readonly treeDigest: string;
  /** Whether its content had to be fetched. */
  readonly fetched: boolean;
}

/** A model with its locked files. */
export interface InstalledModel extends DownloadResult {
  /** Whether it was there already. */
  readonly present: boolean;
}
