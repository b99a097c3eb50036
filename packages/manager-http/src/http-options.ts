/** How patient the download engine is. */
export interface HttpOptions {
  /**
   * How often a request is tried in all, unless much has arrived in between; half as often where there is another mirror.
   * Default 4.
   */
  readonly attempts?: number | undefined;
  /** Upper end of the first random delay before another attempt, in milliseconds. Default 500. */
  readonly retryDelayMs?: number | undefined;
  /**
   * Most connections for one file. There is one to begin with; further ones come as long as they make the whole quicker.
   * Default: as many as the zoo has for everything together.
   */
  readonly maxConnections?: number | undefined;
  /** Milliseconds without a byte, the first included, after which a connection is given up. Default 30,000. */
  readonly stallTimeoutMs?: number | undefined;
  /** Milliseconds after which a connection that is ten times slower than the others is replaced. Default 10,000. */
  readonly slowTimeoutMs?: number | undefined;
  /** Milliseconds for which a server that failed is asked last. Default 600,000. */
  readonly mirrorCooldownMs?: number | undefined;
  /** Most bytes of a file whose length neither its source nor its server tells. Default 256 GiB. */
  readonly maxUndeclaredBytes?: number | undefined;
  /** Web origin that stands in for Google Drive. Default `https://drive.google.com`. */
  readonly googleDriveOrigin?: string | undefined;
}
