import type { GuardedRequestInit } from '../plugins/plugin-context.js';

/** One request to one URL, with everything decided. */
export interface OneRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | undefined;
  /** What the answer is going to be. */
  readonly expects: NonNullable<GuardedRequestInit['expects']>;
  readonly signal: AbortSignal;
  readonly headersTimeoutMs: number;
  readonly stallTimeoutMs: number;
  readonly mayBePrivate: boolean;
}

/** What came back for a request, before anybody has read its body. */
export interface Answer {
  readonly statusCode: number;
  readonly statusText: string;
  /** By lower-case name. Values are read as UTF-8. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: AnswerBody;
}

/** The body of an answer, which one reader may have, once. */
export interface AnswerBody {
  /**
   * Piece by piece; nothing is read ahead beyond a fixed amount. Whoever stops early closes the connection.
   *
   * @throws an error of the transport when the body ends early, or nothing came for too long; the signal's reason
   */
  pieces(): AsyncIterator<Uint8Array<ArrayBuffer>, unknown, undefined>;
  /** Whether a piece is overwritten once the next is asked for. */
  readonly isReused: boolean;
  /** Gets rid of a body that nobody wants, keeping the connection if that is cheap. */
  drop(): void;
  /** Closes the connection under the body, unless it was read to its end. */
  destroy(): void;
}

/** Sends requests to addresses of one kind, over connections that are not shared with the other kind. */
export interface Transport {
  /**
   * @param signal - Ends the request, its body included.
   * @throws AddressKindError before anything is sent; whatever the connection fails with
   */
  send(request: OneRequest, signal: AbortSignal): Promise<Answer>;
  /** Cuts all connections. */
  close(): Promise<void>;
}
