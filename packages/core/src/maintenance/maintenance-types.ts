import type { ZooError } from '../errors/zoo-error.js';
import type { OperationOptions } from '../events/operation-options.js';
import type { FileFault } from '../store/file-checker.js';
import type { NameOptions } from '../models/model-types.js';

/** What {@link Zoo.verifyModels} looks at, and what it does about it. */
export interface VerifyOptions extends OperationOptions, NameOptions {
  /** Names of downloaded models; without a version: all versions that are there. Default: every downloaded model. */
  readonly models?: readonly string[] | undefined;
  /** Mend what is broken: from another copy in the store, else by fetching it again. Default `false`. */
  readonly repair?: boolean | undefined;
  /**
   * Read every file from its first byte to its last, also those that were read before and have not changed since. Default
   * `false`.
   */
  readonly full?: boolean | undefined;
}

/** How one downloaded model is, after a repair if one was asked for. */
export interface ModelVerification {
  /** Its name; of a folder whose receipt cannot be read, and which no source explains, its path in the home folder. */
  readonly name: string;
  /** Key of its source, where that is known. */
  readonly source: string | undefined;
  /** Absolute folder in the store, or in a layer. */
  readonly folder: string;
  /** Whether everything is as the receipt says. */
  readonly ok: boolean;
  /** `receipt`: it has no receipt that can be read, so that nobody knows which files it should have. */
  readonly fault: 'receipt' | undefined;
  /** Those of its receipt, in its order. */
  readonly files: readonly FileVerification[];
  /** Whether something was broken, and was mended. */
  readonly repaired: boolean;
  /** Why the repair did not succeed. */
  readonly error: ZooError | undefined;
}

/** How one file of a model is. */
export interface FileVerification {
  /** Relative to the model's folder, with forward slashes. */
  readonly path: string;
  /** Whether the file, and the copy of it that the store shares among models, are whole. */
  readonly ok: boolean;
  /** sha256 of the receipt. */
  readonly expected: string;
  /** sha256 of what is there; `undefined` when there is nothing that can be read. */
  readonly actual: string | undefined;
  /** `shared-copy`: the model's own file is whole, but the blob is not, from which other models would get it. */
  readonly fault: FileFault | 'shared-copy' | undefined;
}

/** What {@link Zoo.collectGarbage} may take. */
export interface GarbageOptions extends OperationOptions {
  /** Only say what would go. Default `false`. */
  readonly dryRun?: boolean | undefined;
  /**
   * Take only what nobody has touched for so many milliseconds. Default: 7 days for unfinished downloads, and for the rest
   * no longer than it takes to be sure that nobody is just making it.
   */
  readonly olderThanMs?: number | undefined;
}

/** What kind of thing was of no more use. */
export type GarbageKind =
  /** A file that no model needs. */
  | 'blob'
  /** An unfinished download that nobody goes on with. */
  | 'partial'
  /** The content of a source that no source refers to. */
  | 'snapshot'
  /** What a process that has ended was making. */
  | 'temporary'
  /** A model in whose place another is. */
  | 'previous'
  /** A model that nobody has used for long, in a store that is larger than it may be. */
  | 'model';

/** Something that goes. */
export interface GarbageItem {
  readonly kind: GarbageKind;
  /** Relative to the home folder, with forward slashes. */
  readonly path: string;
  /** Bytes on the disk that this frees. */
  readonly sizeBytes: number;
}

/** What {@link Zoo.collectGarbage} did, or would do. */
export interface GarbageResult {
  /** What went, or with `dryRun` would go. */
  readonly deleted: readonly GarbageItem[];
  readonly freedBytes: number;
  readonly dryRun: boolean;
}

/** What takes the space of a home folder. Lists are sorted by size, the largest first. */
export interface HomeUsage {
  /** Absolute. */
  readonly home: string;
  /** Everything below it. What has several names counts once. */
  readonly totalBytes: number;
  readonly models: readonly ModelUsage[];
  readonly sources: readonly SourceUsage[];
  readonly blobs: UsageCount & {
    /** Bytes of those that no model needs: what `collectGarbage` would free. */
    readonly unusedBytes: number;
  };
  /** Unfinished downloads. */
  readonly partials: UsageCount;
  /** Catalog, index, what is being made, and files that are not ours. */
  readonly otherBytes: number;
  /** Home folders below this one, which are only read: no part of {@link totalBytes}. */
  readonly layers: readonly LayerUsage[];
}

/** What a layer has. */
export interface LayerUsage {
  /** Absolute. */
  readonly path: string;
  /** Number of its models. */
  readonly models: number;
  /** Everything below it. What has several names counts once. */
  readonly totalBytes: number;
}

/** How many there are of something, and what they take together. */
export interface UsageCount {
  readonly count: number;
  readonly sizeBytes: number;
}

/** What a downloaded model takes. */
export interface ModelUsage {
  readonly name: string;
  readonly source: string;
  /** Bytes of all its files. */
  readonly sizeBytes: number;
  /** Bytes of those files that no other model has: what deleting it would free. */
  readonly uniqueBytes: number;
  /** Bytes of those that others have as well. */
  readonly sharedBytes: number;
}

/** What a snapshot of a source takes. */
export interface SourceUsage {
  /** Keys of the sources that have this content; none when nobody refers to it any more. */
  readonly keys: readonly string[];
  readonly treeDigest: string;
  readonly sizeBytes: number;
}
