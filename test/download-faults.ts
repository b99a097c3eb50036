import { createHash } from 'node:crypto';
import type { ZooErrorCode } from '@modelzoo/core';
import { seededBytes, type LoopbackFault, type LoopbackRoute } from '@modelzoo/testkit';

/** A fault, what comes of it, and the words for both in `docs/downloads.md`. */
export interface DownloadFault {
  readonly fault: string;
  readonly happens: string;
  /** With which it ends; absent: the model is there. */
  readonly code?: ZooErrorCode;
  readonly route: LoopbackRoute;
  /** Of the file in the manifest, beside its URL. */
  readonly file?: Readonly<Record<string, unknown>>;
  /** Served by another origin, as the second mirror. */
  readonly mirror?: LoopbackRoute;
  /** What was asked of the first server: its GETs with a range, and those without. */
  readonly asked: { readonly whole: number; readonly ranges: number };
}

export const faultyBody = seededBytes(300_000, 'faults');
const right = createHash('sha256').update(faultyBody).digest('hex');
const HALF = 150_000;

const cut: LoopbackFault = { kind: 'reset', atBytes: HALF };
const once = (...faults: LoopbackFault[]): LoopbackRoute => ({ faults });
const always = (fault: LoopbackFault): LoopbackRoute => ({ always: fault });
const status = (code: number, headers: Readonly<Record<string, string>> = {}): LoopbackFault => ({
  kind: 'status',
  status: code,
  headers,
});
const goesOn = { whole: 1, ranges: 1 };
const startsOver = { whole: 2, ranges: 1 };

/** Every row of the table of faults; the tests make each of them happen. */
export const downloadFaults: readonly DownloadFault[] = [
  // Connections
  { fault: 'The connection is reset', happens: 'goes on where it broke', route: once(cut), asked: goesOn },
  {
    fault: 'The connection ends before the promised length',
    happens: 'goes on where it ended',
    route: once({ kind: 'truncate', atBytes: HALF }),
    asked: goesOn,
  },
  {
    fault: 'No byte comes for 30 seconds',
    happens: 'that connection is given up, and the rest asked for again',
    route: once({ kind: 'stall', atBytes: HALF }),
    asked: goesOn,
  },
  {
    fault: 'The server stalls every time',
    happens: 'given up after 4 tries without a further MiB; what came is kept',
    code: 'ERR_ZOO_TIMEOUT',
    route: always({ kind: 'stall', atBytes: HALF }),
    asked: { whole: 1, ranges: 3 },
  },
  {
    fault: 'The server never answers',
    happens: 'given up after 4 tries',
    code: 'ERR_ZOO_TIMEOUT',
    route: always({ kind: 'silence' }),
    asked: { whole: 4, ranges: 0 },
  },
  {
    fault: 'The server hangs up at once',
    happens: 'tried again, after a random delay that grows',
    route: once({ kind: 'hang-up' }, { kind: 'hang-up' }),
    asked: { whole: 3, ranges: 0 },
  },
  {
    fault: 'The server hangs up every time',
    happens: 'given up after 4 tries',
    code: 'ERR_ZOO_NETWORK',
    route: always({ kind: 'hang-up' }),
    asked: { whole: 4, ranges: 0 },
  },
  // Statuses
  {
    fault: '500, 502, 503, 504',
    happens: 'tried again',
    route: once(status(500), status(502), status(503)),
    asked: { whole: 4, ranges: 0 },
  },
  {
    fault: '5xx every time',
    happens: 'given up after 4 tries',
    code: 'ERR_ZOO_SERVER',
    route: always(status(503)),
    asked: { whole: 4, ranges: 0 },
  },
  {
    fault: '429, or another status with `Retry-After`, of up to a minute',
    happens: 'waits as long as asked, and a random time more',
    route: once(status(429, { 'retry-after': '0' })),
    asked: { whole: 2, ranges: 0 },
  },
  {
    fault: '`Retry-After` of more than a minute',
    happens: 'told at once',
    code: 'ERR_ZOO_RATE_LIMITED',
    route: always(status(429, { 'retry-after': '3600' })),
    asked: { whole: 1, ranges: 0 },
  },
  {
    fault: '404, 410',
    happens: 'told at once',
    code: 'ERR_ZOO_FILE_NOT_FOUND',
    route: always(status(410)),
    asked: { whole: 1, ranges: 0 },
  },
  {
    fault: '401, 403',
    happens: 'told at once',
    code: 'ERR_ZOO_UNAUTHORIZED',
    route: always(status(403)),
    asked: { whole: 1, ranges: 0 },
  },
  {
    fault: 'A status without a meaning here (204, 206 to no range)',
    happens: 'told at once',
    code: 'ERR_ZOO_RESPONSE_INVALID',
    route: always({ kind: 'unasked-range' }),
    asked: { whole: 1, ranges: 0 },
  },
  // Ranges
  {
    fault: '200 to a range',
    happens: 'starts over; nothing is appended',
    route: once(cut, { kind: 'ignore-range' }),
    asked: goesOn,
  },
  ...(['start', 'total', 'short', 'unit', 'no-header', 'multipart'] as const).map((how): DownloadFault => ({
    fault: {
      start: '206 that begins elsewhere',
      total: '206 of a file of another length',
      short: '206 that ends too early',
      unit: '206 in a unit other than bytes',
      'no-header': '206 without `Content-Range`',
      multipart: '206 in several parts',
    }[how],
    happens: 'starts over without ranges',
    route: once(cut, { kind: 'wrong-range', how }),
    asked: startsOver,
  })),
  {
    fault: '416 to a range that makes sense',
    happens: 'starts over without ranges',
    route: once(cut, { kind: 'range-not-satisfiable' }),
    asked: startsOver,
  },
  { fault: '412 to a range', happens: 'starts over without ranges', route: once(cut, status(412)), asked: startsOver },
  // Content
  {
    fault: 'The file is another one by then (`ETag`, `Last-Modified`)',
    happens: 'starts over; two contents are never joined',
    route: once(cut, { kind: 'change', body: faultyBody, etag: '"another"' }),
    asked: goesOn,
  },
  {
    fault: 'No validator, and no promised digest',
    happens: 'starts over, since nothing could tell',
    route: { etag: null, faults: [cut] },
    asked: { whole: 2, ranges: 0 },
  },
  {
    fault: 'No validator, but a promised digest',
    happens: 'goes on; the digest decides',
    route: { etag: null, faults: [cut] },
    file: { sha256: right },
    asked: goesOn,
  },
  {
    fault: 'No length',
    happens: 'taken to its end, up to `maxUndeclaredBytes`',
    route: always({ kind: 'no-length' }),
    asked: { whole: 1, ranges: 0 },
  },
  {
    fault: 'A length that is more than what comes',
    happens: 'asks for the rest, which it says is there; starts over when there is none',
    route: once({ kind: 'announce', bytes: 400_000 }),
    asked: { whole: 2, ranges: 1 },
  },
  {
    fault: 'A length that is not the one in the manifest',
    happens: 'told before a byte is taken',
    code: 'ERR_ZOO_SIZE_MISMATCH',
    route: {},
    file: { size_bytes: 5 },
    asked: { whole: 1, ranges: 0 },
  },
  {
    fault: 'A body without a length that is shorter than the manifest says',
    happens: 'asks for the rest',
    route: once({ kind: 'end-early', atBytes: HALF }),
    file: { size_bytes: 300_000 },
    asked: goesOn,
  },
  {
    fault: 'A body without a length that is longer than the manifest says',
    happens: 'told as soon as it is too long',
    code: 'ERR_ZOO_SIZE_MISMATCH',
    route: always({ kind: 'no-length' }),
    file: { size_bytes: 1000 },
    asked: { whole: 1, ranges: 0 },
  },
  {
    fault: 'A `Content-Encoding` that nobody asked for',
    happens: 'told before a byte is taken',
    code: 'ERR_ZOO_RESPONSE_INVALID',
    route: always({ kind: 'encode' }),
    asked: { whole: 1, ranges: 0 },
  },
  {
    fault: 'A web page in place of the file (a login, a hotel’s network)',
    happens: 'told before a byte is taken',
    code: 'ERR_ZOO_RESPONSE_INVALID',
    route: always({ kind: 'html' }),
    asked: { whole: 1, ranges: 0 },
  },
  // Digests
  {
    fault: 'The bytes do not have the promised digest',
    happens: 'one fresh try',
    route: once({ kind: 'flip-bit', atBytes: 7 }),
    file: { sha256: right },
    asked: { whole: 2, ranges: 0 },
  },
  {
    fault: 'The same, with a mirror',
    happens: 'one fresh try, from the mirror',
    route: always({ kind: 'flip-bit', atBytes: 7 }),
    mirror: {},
    file: { sha256: right },
    asked: { whole: 1, ranges: 0 },
  },
  {
    fault: 'The first mirror fails, and the one that answers has other bytes',
    happens: 'one fresh try, not from the mirror that sent them',
    route: once(status(503), status(503)),
    mirror: { always: { kind: 'flip-bit', atBytes: 7 } },
    file: { sha256: right },
    asked: { whole: 3, ranges: 0 },
  },
  {
    fault: 'Other bytes at each of both tries',
    happens: 'a damaged transfer: told; nothing is kept',
    code: 'ERR_ZOO_DIGEST_MISMATCH',
    route: once({ kind: 'flip-bit', atBytes: 7 }, { kind: 'flip-bit', atBytes: 8 }),
    file: { sha256: right },
    asked: { whole: 2, ranges: 0 },
  },
  {
    fault: 'The same bytes at both tries',
    happens: 'wrong metadata: told, with the way to accept them',
    code: 'ERR_ZOO_METADATA_WRONG',
    route: {},
    file: { sha256: 'ab'.repeat(32) },
    asked: { whole: 2, ranges: 0 },
  },
  // Mirrors
  {
    fault: 'A mirror does not have the file',
    happens: 'the next one is asked',
    route: always(status(404)),
    mirror: {},
    asked: { whole: 1, ranges: 0 },
  },
  {
    fault: 'A mirror fails',
    happens: 'the next one is asked after half of the tries; the first rests for ten minutes',
    route: always(status(503)),
    mirror: {},
    asked: { whole: 2, ranges: 0 },
  },
  {
    fault: 'No mirror has it',
    happens: 'told what the first said',
    code: 'ERR_ZOO_UNAUTHORIZED',
    route: always(status(403)),
    mirror: always(status(404)),
    asked: { whole: 1, ranges: 0 },
  },
];
