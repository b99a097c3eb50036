/** What can go wrong with one answer of a loopback origin. Positions count from the start of the file, not of a range. */
export type LoopbackFault =
  /** The connection is closed in good order after so many bytes, though more were promised. */
  | { readonly kind: 'truncate'; readonly atBytes: number }
  /** The connection is reset after so many bytes. */
  | { readonly kind: 'reset'; readonly atBytes: number }
  /** Nothing comes any more after so many bytes, and the connection stays. */
  | { readonly kind: 'stall'; readonly atBytes: number }
  /** The connection is closed before any answer. */
  | { readonly kind: 'hang-up' }
  /** The request is taken, and never answered. */
  | { readonly kind: 'silence' }
  /** The headers of the answer come byte by byte, with such a pause after each. */
  | { readonly kind: 'slow-headers'; readonly pauseMs: number }
  /** The body comes byte by byte, with such a pause after each. */
  | { readonly kind: 'drip'; readonly pauseMs: number }
  /** No content-length, and a body of zeros that never ends. */
  | { readonly kind: 'endless' }
  /** `content-encoding: gzip`, and a body that becomes so many MiB of zeros. */
  | { readonly kind: 'gzip-bomb'; readonly mebibytes: number }
  /** Exactly this on the connection, which ends then: no HTTP that a server would write. */
  | { readonly kind: 'raw'; readonly text: string }
  /** Every millisecond brings no more than this; where there is an `untilBytes`, the connection is reset there. */
  | { readonly kind: 'slow'; readonly bytesPerMs: number; readonly untilBytes?: number }
  /** One bit is wrong. */
  | { readonly kind: 'flip-bit'; readonly atBytes: number }
  /** The whole file with status 200, whatever range was asked for. */
  | { readonly kind: 'ignore-range' }
  /** A 206 that is not what was asked for; a request without a range is answered well. */
  | { readonly kind: 'wrong-range'; readonly how: 'start' | 'total' | 'no-header' | 'unit' | 'short' | 'multipart' }
  /** A 206 with the first half to a request that asked for no range. */
  | { readonly kind: 'unasked-range' }
  /** Status 416 to a request with a range; others are answered well. */
  | { readonly kind: 'range-not-satisfiable' }
  /** From this request on, the file is another one. */
  | { readonly kind: 'change'; readonly body: Uint8Array; readonly etag?: string | null }
  /** No content-length: chunked. */
  | { readonly kind: 'no-length' }
  /** A content-length that is not that of what comes. */
  | { readonly kind: 'announce'; readonly bytes: number }
  /** No content-length, and so many bytes before the connection ends in good order. */
  | { readonly kind: 'end-early'; readonly atBytes: number }
  /** `content-encoding: gzip`, though nobody asked. */
  | { readonly kind: 'encode' }
  /** Status 200 with a page for people. */
  | { readonly kind: 'html' }
  | { readonly kind: 'redirect'; readonly to: string; readonly status?: number }
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Readonly<Record<string, string>> };
