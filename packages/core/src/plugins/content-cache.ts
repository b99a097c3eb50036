/**
 * A folder in which another program keeps files by their sha256. What a model needs of it is taken from there, verified, and
 * not downloaded. Nothing is ever written to it.
 */
export interface ContentCache {
  /** What people call it: `Hugging Face cache`. */
  readonly name: string;
  /** Names of environment variables that decide where it is. */
  readonly env: readonly string[];
  /**
   * Where files of a content may be. Pure.
   *
   * @param place The variables that are set, and the user's folder.
   */
  locate(place: ContentCachePlace): readonly ContentCacheFolder[];
}

/** What decides where a {@link ContentCache} is. */
export interface ContentCachePlace {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute. */
  readonly homeDir: string;
}

/** One folder of a {@link ContentCache}. It need not be there. */
export interface ContentCacheFolder {
  /** Absolute. */
  readonly folder: string;
  /**
   * Path of a file in it, with forward slashes: `{sha256}` stands for the 64 hex digits; a part that is `*`, for every folder
   * that is there. `*` may stand once.
   */
  readonly file: string;
}
