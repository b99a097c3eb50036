/** Options of `github`. */
export interface GitHubOptions {
  /**
   * Default: the environment's `GITHUB_TOKEN`, then `GH_TOKEN`. Sent to the API's and the server's origin only, and never
   * to those of `hosts`.
   */
  readonly token?: string | undefined;
  /**
   * Address of the REST API, which then answers for all repositories but those of `hosts`. Default: the environment's
   * `GITHUB_API_URL`, then the API of `serverUrl`. Given without a `serverUrl`, it tells where the server is when it is
   * written as GitHub writes it (`https://ghe.example.com/api/v3`); otherwise nothing but the API is asked.
   */
  readonly apiUrl?: string | undefined;
  /** Web address of an enterprise server, whose URLs are references then. Default: `https://github.com`. */
  readonly serverUrl?: string | undefined;
  /** Further servers, each with an API and a token of its own. Their URLs are references. Default: none. */
  readonly hosts?: readonly GitHubHost[] | undefined;
  /**
   * Ask GitHub's own program, `gh auth token`, for the token of a server that none is configured for. Default `false`.
   */
  readonly useGhCli?: boolean | undefined;
}

/** A GitHub server beside the main one. One for `https://github.com` sets that apart from an enterprise `serverUrl`. */
export interface GitHubHost {
  /** Web address: `https://ghe.example.com`. */
  readonly serverUrl: string;
  /** Address of its REST API. Default: `https://ghe.example.com/api/v3`, `https://api.octo.ghe.com` below `ghe.com`. */
  readonly apiUrl?: string | undefined;
  /** Sent to the origins of this server and its API only. Default: what `tokenVariable` holds. */
  readonly token?: string | undefined;
  /** Name of an environment variable with the token. Default: none; `GITHUB_TOKEN` is for the main server. */
  readonly tokenVariable?: string | undefined;
}
