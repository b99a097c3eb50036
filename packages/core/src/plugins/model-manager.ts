import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { ModelEntry } from '../manifest/manifest-schema.js';
import type { PluginAccess, PluginContext } from './plugin-context.js';

/** What a manager is asked to plan for. */
export interface PlanRequest<Config = unknown> {
  readonly model: ModelEntry;
  /** `manager.config`, validated by {@link ModelManager.configSchema}. */
  readonly config: Config;
}

/**
 * A file that one transfer brings. With `extract` it is an archive, and `members` (or everything in it) become files of
 * the model; without, it is one file of the model at `path`.
 */
export interface FilePlan {
  /**
   * Where the file goes, relative to the model's folder. `undefined`: it is the model's only file, and goes where
   * `base_filename` says.
   */
  readonly path: string | undefined;
  /**
   * Where the bytes are: mirrors in order. A relative one (`weights/a.onnx`) is a file of the source itself; core opens
   * those, and `file:` URLs of local sources, without asking the manager.
   */
  readonly urls: readonly [string, ...string[]];
  /** Exact number of bytes of the transfer, when promised. */
  readonly sizeBytes?: number | undefined;
  /** 64 lower-case hex digits, when promised: of the transferred bytes. */
  readonly sha256?: string | undefined;
  /** Subresource integrity of the transferred bytes (`sha512-<base64>`), when a registry promises one. */
  readonly integrity?: string | undefined;
  readonly extract?: ExtractPlan | undefined;
  /** Headers that the manager wants with the request. Credential headers go to the manager's declared origins only. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** What becomes of an archive of weights. */
export interface ExtractPlan {
  /** The members wanted. Default: all of them, under {@link FilePlan.path} as a folder. */
  readonly members?: readonly ArchiveMember[] | undefined;
}

/** One file out of an archive. */
export interface ArchiveMember {
  /** Path inside the archive, after a single top folder was stripped. */
  readonly from: string;
  /** Where it goes, relative to the model's folder. `undefined` as in {@link FilePlan.path}. */
  readonly path: string | undefined;
  readonly sha256?: string | undefined;
  readonly sizeBytes?: number | undefined;
}

/** Half-open range of byte positions. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Where core takes the bytes of one transfer. It remembers across processes which ranges are there, and for which
 * content. Call {@link begin} before the first write of every response.
 */
export interface FileSink {
  /** What an interrupted transfer left behind, if anything: ask the server for the rest of exactly that content. */
  readonly resume: SinkContent | undefined;
  /** Ranges that are there already, sorted and disjoint. */
  readonly present: readonly ByteRange[];
  /**
   * Says which content is about to be written. When it is not the content of {@link resume}, or cannot be told to be,
   * everything written before is discarded and `present` becomes empty.
   */
  begin(content: SinkContent): Promise<void>;
  /** Takes bytes at a position. Resolves when more may come (backpressure). */
  write(position: number, bytes: Uint8Array): Promise<void>;
}

/** What identifies the content of a transfer, so that parts of two different contents are never joined. */
export interface SinkContent {
  /** A strong entity tag, or another text that changes when the bytes do. `undefined` when the server gives none. */
  readonly validator: string | undefined;
  /** Total size of the file, when the server says. */
  readonly sizeBytes: number | undefined;
  /** Which of the addresses of the plan it comes from, for a file with mirrors: should it be wrong, another one is asked. */
  readonly url?: string | undefined;
}

/**
 * What a download plugin implements. `doPlan` says what there is to fetch and moves no bytes of weights; `doFetch` moves
 * the bytes of one file into core's sink. Core checks, hashes, extracts and publishes.
 */
export interface ModelManager<Config = unknown> {
  readonly specVersion: 'v1';
  readonly id: string;
  /** Values of `manager.type` that are this manager's: `http`. */
  readonly types: readonly string[];
  /** Other systems' names for the same: `fiftyone.core.models.ModelManager`. */
  readonly aliases?: readonly string[] | undefined;
  /** Whether a config of an unknown or missing type looks like one of its own, by shape alone. */
  readonly accepts?: ((config: Readonly<Record<string, unknown>>) => boolean) | undefined;
  readonly configSchema: StandardSchemaV1<unknown, Config>;
  readonly access?: PluginAccess | undefined;
  doPlan(request: PlanRequest<Config>, context: PluginContext): Promise<readonly FilePlan[]>;
  /**
   * Moves what is not yet in `sink.present` of one file.
   * @throws ZooError `ERR_ZOO_FILE_NOT_FOUND`, `ERR_ZOO_UNAUTHORIZED`, `ERR_ZOO_RATE_LIMITED`, `ERR_ZOO_SERVER`,
   *   `ERR_ZOO_SIZE_MISMATCH`, `ERR_ZOO_RESPONSE_INVALID` and those of {@link PluginContext.fetch}
   */
  doFetch(file: FilePlan, sink: FileSink, context: PluginContext): Promise<void>;
}
