/** How patient the download engine is. */
export interface HttpOptions {
  /** How often a request is tried in all, unless much has arrived in between. Default 4. */
  readonly attempts?: number | undefined;
  /** Upper end of the first random delay before another attempt, in milliseconds. Default 500. */
  readonly retryDelayMs?: number | undefined;
  /** Milliseconds without a byte after which a connection is given up. Default 30,000. */
  readonly stallTimeoutMs?: number | undefined;
}
