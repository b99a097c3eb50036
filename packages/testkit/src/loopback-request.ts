import type { IncomingHttpHeaders } from 'node:http';

/** A request as the origin got it, and what became of it. */
export interface LoopbackRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** 0 until there is an answer. */
  status: number;
  /** Bytes of the body that were handed to the system so far. */
  sentBytes: number;
}
