/** Options of `github`. */
export interface GitHubOptions {
  /** Default: the environment's `GITHUB_TOKEN`, then `GH_TOKEN`. Sent to the API's origin only. */
  readonly token?: string | undefined;
  /**
   * Address of the REST API, which then answers for all repositories. Default: the environment's `GITHUB_API_URL`, then
   * the API of `serverUrl`.
   */
  readonly apiUrl?: string | undefined;
  /** Web address of an enterprise server, whose URLs are references then. Default: `https://github.com`. */
  readonly serverUrl?: string | undefined;
}
