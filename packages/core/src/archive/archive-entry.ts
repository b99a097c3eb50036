/** What an archive claims about one of its entries. Nothing of it is to be believed before the entry check saw it. */
export interface ArchiveEntry {
  /** As written in the archive, decoded. */
  readonly path: string;
  readonly type: 'file' | 'folder' | 'symlink' | 'hardlink' | 'special';
  /** Claimed bytes of the content, or `undefined` where nothing is claimed. */
  readonly sizeBytes: number | undefined;
  readonly executable: boolean;
  /** Where a link points to. */
  readonly linkTarget?: string | undefined;
  /**
   * The content, as a whole where it is at hand. To be read, or left, before the next entry is asked for: its memory is
   * the reader's. A stream may be read later where {@link outlives} says so.
   */
  body(): Uint8Array | AsyncIterable<Uint8Array>;
  /** Whether the stream of the body does not depend on those of other entries. */
  readonly outlives?: boolean;
}

/** A file that was extracted. */
export interface TreeFile {
  /** Relative to the tree's root, with forward slashes. */
  readonly path: string;
  readonly sizeBytes: number;
  /** 64 lower-case hex digits. */
  readonly sha256: string;
  /** Whether the archive marks it as a program. */
  readonly executable: boolean;
}
