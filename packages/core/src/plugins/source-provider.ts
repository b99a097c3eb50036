import type { FileSink } from './model-manager.js';
import type { PluginAccess, PluginContext } from './plugin-context.js';

/** A reference as one provider understood it. Plain JSON: it is kept in the catalog. */
export interface SourceLocator {
  /** `id` of the provider that parsed it. */
  readonly provider: string;
  /**
   * The canonical reference: everything that decides the bytes, in one spelling, understood by `parse` again
   * (`parse(key).key === key`). Equal keys are the same source.
   */
  readonly key: string;
  /** Sub-path of the source (`models/vision`) below which manifests are read. Default: the whole source. */
  readonly subPath?: string | undefined;
}

/** The place a reference is read in: the only facts beside the reference that {@link SourceProvider.parse} may use. */
export interface ReferenceHost {
  /** Absolute folder that `./x` is relative to. */
  readonly cwd: string;
  /** Absolute folder that `~/x` is relative to. */
  readonly homeDir: string;
}

/** A locator fixed to content that cannot change under us. */
export interface PinnedSource<Locator extends SourceLocator = SourceLocator> {
  /** May be more exact than the parsed one (a sub-path told apart from a branch), with the same `key`. */
  readonly locator: Locator;
  /**
   * Immutable revision: a 40-hex commit, an npm version with its integrity, `sha256-<hex>` or an entity tag. Equal
   * revisions of one key are equal content.
   */
  readonly revision: string;
  /**
   * Whether the reference promises that its content never changes: a file of a release, say. Core refuses another tree
   * for it with `ERR_ZOO_DIGEST_MISMATCH`, and keeps the first. Default `false`: it may move.
   */
  readonly immutable?: boolean | undefined;
  /**
   * Opaque JSON for the provider itself, given back in {@link SourceContext.previous}: an ETag, say. It enters lock files, so
   * that `doOpen` needs no request to find the content; but for `etag` and `modified`, which only serve to ask whether
   * something moved, and for what looks like a secret.
   */
  readonly memo?: Readonly<Record<string, string>> | undefined;
}

/** What {@link SourceProvider.doResolve} gets beside the general context. */
export interface SourceContext<Locator extends SourceLocator = SourceLocator> extends PluginContext {
  /** The pinned source of the last time, for conditional requests. Giving the same revision back means "unchanged". */
  readonly previous?: PinnedSource<Locator> | undefined;
}

/** One file of a source that comes file by file. */
export interface SourceFile {
  /** Relative, with forward slashes. Checked by core as an entry of an archive is. */
  readonly path: string;
  /** The bytes, opened when core gets to them. */
  open(): AsyncIterable<Uint8Array>;
}

/** The bytes of a source: an archive as one stream, or files one by one. Core extracts, hashes and writes. */
export type SourceContent =
  | { readonly kind: 'archive'; readonly stream: AsyncIterable<Uint8Array>; readonly sizeBytes?: number | undefined }
  | { readonly kind: 'files'; readonly files: AsyncIterable<SourceFile> };

/**
 * A file whose content is not in the source's archive, which has a pointer in its place: a small text that says the
 * content's digest and size. The format is that of Git LFS, and means no more than that: a provider whose sources hold
 * much, an object store say, may put such pointers into what `doOpen` gives, to bring the content once it is wanted.
 */
export interface DeferredFile {
  /** Where the pointer is in the source, with forward slashes: `weights/model.onnx`. */
  readonly path: string;
  /** 64 lower-case hex digits. */
  readonly sha256: string;
  /** As the pointer says. Exactly so many bytes are taken. */
  readonly sizeBytes: number;
}

/**
 * What a source plugin implements. A provider finds and streams bytes; it never extracts, hashes for keeps, or writes.
 * Prove one with `describeSourceProvider` of `@modelzoo/testkit`.
 */
export interface SourceProvider<Locator extends SourceLocator = SourceLocator> {
  readonly specVersion: 'v1';
  /** Short and unique: `github`. Also the scheme that forces this provider (`github:u/r`). */
  readonly id: string;
  /** The forms of reference it understands, for messages: `['owner/repo', 'https://github.com/owner/repo']`. */
  readonly forms: readonly string[];
  readonly access?: PluginAccess | undefined;
  /** Pure and total: `undefined` when the reference is not this provider's. No I/O, never throws. */
  parse(reference: string, host: ReferenceHost): Locator | undefined;
  /**
   * Turns what may move into what cannot.
   * @throws ZooError `ERR_ZOO_SOURCE_NOT_FOUND`, `ERR_ZOO_REVISION_NOT_FOUND`, `ERR_ZOO_RATE_LIMITED`,
   *   `ERR_ZOO_UNAUTHORIZED`, `ERR_ZOO_SERVER`, `ERR_ZOO_RESPONSE_INVALID` and those of {@link PluginContext.fetch}
   */
  doResolve(locator: Locator, context: SourceContext<Locator>): Promise<PinnedSource<Locator>>;
  /** The bytes of exactly that revision, never buffered whole. Same errors as {@link doResolve}. */
  doOpen(pinned: PinnedSource<Locator>, context: PluginContext): Promise<SourceContent>;
  /**
   * Moves what is not yet in `sink.present` of one file that its source only points to. Asked when somebody needs the file,
   * long after `doOpen`; never for a file that is in the store. Which content it is, the sink knows: parts that were
   * brought before are of the same. Core checks digest and size. Absent: pointers of these sources lead nowhere.
   *
   * @throws ZooError `ERR_ZOO_FILE_NOT_FOUND`, `ERR_ZOO_SIZE_MISMATCH` and those of {@link doResolve}
   */
  doFetchDeferred?(
    pinned: PinnedSource<Locator>,
    file: DeferredFile,
    sink: FileSink,
    context: PluginContext,
  ): Promise<void>;
}
