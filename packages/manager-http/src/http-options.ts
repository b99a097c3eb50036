/** How patient the download engine is. */
export interface HttpOptions {
  /** How often a request is tried in all, unless much has arrived in between. Default 4. */
  readonly attempts?: number | undefined;
  /** Upper end of the first random delay before another attempt, in milliseconds. Default 500. */
  readonly retryDelayMs?: number | undefined;
  /**
   * Most connections for one file. There is one to begin with; each further one has to make the whole quicker. Default 8.
   */
  readonly maxConnections?: number | undefined;
  /** Milliseconds without a byte after which a connection is given up. Default 30,000. */
  readonly stallTimeoutMs?: number | undefined;
}
