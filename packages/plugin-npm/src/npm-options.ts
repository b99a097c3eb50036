/** What {@link npm} takes. Nothing is needed: npm's own configuration says the rest. */
export interface NpmOptions {
  /**
   * The registry of packages whose scope has none of its own, as `npm --registry` means it. Default: what npm's
   * configuration says, else `https://registry.npmjs.org/`.
   */
  readonly registry?: string | undefined;
  /** Bearer token for that registry. Default: the credential that npm's configuration has for it. */
  readonly token?: string | undefined;
  /** Absolute folder in which, or above which, the project's `.npmrc` is looked for. Default: the working directory. */
  readonly cwd?: string | undefined;
  /**
   * Names of further environment variables that an `.npmrc` may refer to as `${NAME}`. `NPM_TOKEN` and
   * `NODE_AUTH_TOKEN` always may.
   */
  readonly env?: readonly string[] | undefined;
}
