const MEBIBYTE = 1024 * 1024;

/** What an archive, or a source that comes file by file, may cost. Counted on what comes out, never on what is claimed. */
export interface ArchiveLimits {
  /** Bytes of all its files together. Default 512 MiB. */
  readonly maxBytes: number;
  /** Files, folders and links, folders that are only implied among them. Default 100,000. */
  readonly maxEntries: number;
  /** Names in one path. Default 128. */
  readonly maxDepth: number;
  /** UTF-8 bytes of one path. Default 2,048. */
  readonly maxPathBytes: number;
  /** UTF-8 bytes of one name in a path. Default 255, what file systems take. */
  readonly maxNameBytes: number;
  /** Bytes that one compressed byte may become, once more than 64 MiB came out. Default 200. */
  readonly maxRatio: number;
}

/** Fills in the default of every limit that is not given. */
export function resolveArchiveLimits(limits: Partial<ArchiveLimits> = {}): ArchiveLimits {
  return {
    maxBytes: limits.maxBytes ?? 512 * MEBIBYTE,
    maxEntries: limits.maxEntries ?? 100_000,
    maxDepth: limits.maxDepth ?? 128,
    maxPathBytes: limits.maxPathBytes ?? 2048,
    maxNameBytes: limits.maxNameBytes ?? 255,
    maxRatio: limits.maxRatio ?? 200,
  };
}
