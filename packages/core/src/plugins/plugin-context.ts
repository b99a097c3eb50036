import type { ZooEventListener } from '../events/zoo-event.js';
import type { SpareConnections } from '../net/connection-budget.js';

/** A request through core's guarded fetch: what `fetch` takes, less what core decides itself. */
export interface GuardedRequestInit {
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT';
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Headers that a server handed out together with this very URL, as part of a link: `authorization` of a signed transfer,
   * say. They are a credential of that link. So they are sent to this URL, though its origin be undeclared, and along no
   * redirect, not even within the origin. Here they outrank {@link headers}. Never put a credential of the user here.
   */
  readonly linkHeaders?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Aborts this request alone; the operation's own signal always does. */
  readonly signal?: AbortSignal;
  /** Milliseconds to the response's headers. Default 30,000. */
  readonly headersTimeoutMs?: number;
  /** Milliseconds without a byte of the body. Default 30,000. */
  readonly stallTimeoutMs?: number;
  /** Follow redirects. Default `true`; `false` gives the 3xx response itself. */
  readonly followRedirects?: boolean;
  /**
   * What the body is, which decides how much of it may come. `answer`: something that is read whole (JSON, a list, a
   * manifest), of 64 MiB at most. `archive`: the bytes of a source, twice as many as may come out of it. `weights`: as
   * many as the sink takes, which counts them. Default: `archive` in `doOpen`, `answer` anywhere else.
   */
  readonly expects?: 'answer' | 'archive' | 'weights';
}

/**
 * The only way to the network. Redirects are followed by hand and at most ten times; never from https to http; credential
 * headers (`authorization`, `cookie`, `proxy-authorization` and any `x-…-token`, `…-key`) are sent only to the origins that
 * the plugin declared, and dropped on every hop to another ({@link GuardedRequestInit.linkHeaders} has the one exception);
 * public names must not lead to private addresses, and nothing leads to link-local ones and metadata services. A body that
 * brings less than 1 KiB a second for a minute fails, and so does one that is larger than {@link GuardedRequestInit.expects}
 * lets it be. Where the user configured a rewrite, another URL is asked instead, without the credentials unless the user
 * said so; `response.url` and errors name the one that was meant.
 * Statuses are the caller's to judge: a 404 resolves. `response.url` is the final URL.
 *
 * @throws ZooError `ERR_ZOO_NETWORK`, `ERR_ZOO_TIMEOUT`, `ERR_ZOO_REDIRECT`, `ERR_ZOO_ADDRESS_FORBIDDEN`, `ERR_ZOO_OFFLINE`,
 *   `ERR_ZOO_CERTIFICATE_INVALID`, `ERR_ZOO_RESPONSE_INVALID`, `ERR_ZOO_ARCHIVE_LIMIT`, `ERR_ZOO_CONFIG_INVALID`
 */
export type GuardedFetch = (url: string | URL, init?: GuardedRequestInit) => Promise<Response>;

/** What a plugin says it needs, before it gets anything. */
export interface PluginAccess {
  /** Names of the environment variables that it may read through {@link PluginContext.env}. */
  readonly env?: readonly string[];
  /** Web origins (`https://api.github.com`) that may see its credentials and, being configured by the user, may be private. */
  readonly origins?: (env: Readonly<Record<string, string | undefined>>) => readonly string[];
}

/** Everything that a plugin may touch of the outside, for one operation. */
export interface PluginContext {
  readonly fetch: GuardedFetch;
  /** Aborted when the user stops the operation. Pass it on; throw its `reason`. */
  readonly signal: AbortSignal;
  readonly log: PluginLog;
  /** Only the variables that the plugin declared in its {@link PluginAccess}. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly emit: ZooEventListener;
  /** Connections beside the one that every transfer has: for ranges of large files. */
  readonly connections: SpareConnections;
  /** No request will be answered: serve what is there, or throw `ERR_ZOO_OFFLINE`. */
  readonly offline: boolean;
}

/** Notes for the user. Text is made printable and free of credentials on the way. */
export interface PluginLog {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
}
