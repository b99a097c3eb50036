import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { LoopbackFault } from './loopback-fault.js';
import { answerOddly } from './loopback-odd-answer.js';
import type { LoopbackRequest } from './loopback-request.js';

export interface ServedFile {
  readonly body: Buffer;
  /** Of every good answer: content type and validators. */
  readonly headers: Readonly<Record<string, string>>;
}

interface Range {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

const PIECE_BYTES = 64 * 1024;
const PAGE = '<!doctype html><title>Sign in</title><p>Please sign in to the network.</p>';

/** Answers one request with a file, or as a fault wants it. */
export function answer(
  request: IncomingMessage,
  response: ServerResponse,
  seen: LoopbackRequest,
  file: ServedFile | undefined,
  fault: LoopbackFault | undefined,
): void {
  const head = (status: number, headers: Readonly<Record<string, string | number>> = {}): void => {
    seen.status = status;
    response.writeHead(status, headers);
  };
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- the other kinds are faults of the file's bytes
  switch (fault?.kind) {
    case 'hang-up':
      request.socket.destroy();
      return;
    case 'silence':
      return;
    case 'status':
      head(fault.status, fault.headers);
      response.end(`status ${String(fault.status)}`);
      return;
    case 'redirect':
      head(fault.status ?? 302, { location: fault.to });
      response.end();
      return;
    case 'html':
      head(200, { 'content-type': 'text/html; charset=utf-8' });
      response.end(PAGE);
      return;
    case 'encode': {
      const encoded = gzipSync(file?.body ?? '');
      head(200, { ...file?.headers, 'content-encoding': 'gzip', 'content-length': encoded.length });
      response.end(encoded);
      return;
    }
    case 'slow-headers':
    case 'drip':
    case 'endless':
    case 'gzip-bomb':
    case 'raw':
      // A client that has seen enough closes the connection under whatever is being written.
      void answerOddly(response, seen, file?.body ?? Buffer.alloc(0), fault).catch(() => response.destroy());
      return;
    default:
      if (file !== undefined) answerFile(request, response, seen, file, fault, head);
  }
}

function answerFile(
  request: IncomingMessage,
  response: ServerResponse,
  seen: LoopbackRequest,
  { body, headers }: ServedFile,
  fault: LoopbackFault | undefined,
  head: (status: number, headers?: Readonly<Record<string, string | number>>) => void,
): void {
  if (isUnchanged(request, headers)) {
    head(304, headers);
    response.end();
    return;
  }
  const asked = fault?.kind === 'ignore-range' ? undefined : askedRange(request, body.length, headers);
  if (asked === 'unsatisfiable' || (asked !== undefined && fault?.kind === 'range-not-satisfiable')) {
    head(416, { 'content-range': `bytes */${String(body.length)}` });
    response.end();
    return;
  }
  let range: Range = asked ?? { start: 0, end: body.length };
  if (fault?.kind === 'unasked-range' && asked === undefined) range = { start: 0, end: Math.floor(body.length / 2) };
  const isPartial = asked !== undefined || fault?.kind === 'unasked-range';
  let contentRange: string | undefined = `bytes ${String(range.start)}-${String(range.end - 1)}/${String(body.length)}`;
  let contentType = headers['content-type'];
  if (fault?.kind === 'wrong-range' && asked !== undefined) {
    if (fault.how === 'start') range = { start: Math.max(0, range.start - 1), end: range.end };
    if (fault.how === 'short') range = { start: range.start, end: Math.max(range.start + 1, range.end - 1) };
    contentRange = `bytes ${String(range.start)}-${String(range.end - 1)}/${String(body.length)}`;
    if (fault.how === 'total') contentRange = contentRange.replace(/\d+$/, String(body.length + 1));
    if (fault.how === 'unit') contentRange = contentRange.replace('bytes', 'lines');
    if (fault.how === 'no-header' || fault.how === 'multipart') contentRange = undefined;
    if (fault.how === 'multipart') contentType = 'multipart/byteranges; boundary=x';
  }
  const isChunked = fault?.kind === 'no-length' || fault?.kind === 'end-early';
  head(isPartial ? 206 : 200, {
    ...headers,
    ...(contentType !== undefined && { 'content-type': contentType }),
    ...(isPartial && contentRange !== undefined && { 'content-range': contentRange }),
    ...(!isChunked && { 'content-length': fault?.kind === 'announce' ? fault.bytes : range.end - range.start }),
  });
  if (request.method === 'HEAD') response.end();
  else void send(response, seen, body, range, fault).catch((error: unknown) => response.destroy(error as Error));
}

/** As RFC 9110 wants it: the time of last change counts only where no entity tag was asked for. */
function isUnchanged({ headers }: IncomingMessage, file: Readonly<Record<string, string>>): boolean {
  const match = headers['if-none-match'];
  if (match !== undefined) return match === file['etag'];
  const since = Date.parse(headers['if-modified-since'] ?? '');
  return Date.parse(file['last-modified'] ?? '') <= since;
}

function askedRange(
  { headers }: IncomingMessage,
  sizeBytes: number,
  file: Readonly<Record<string, string>>,
): Range | 'unsatisfiable' | undefined {
  const parts = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '');
  if (parts === null) return undefined;
  const condition = headers['if-range'];
  const isSame = typeof condition === 'string' && [file['etag'], file['last-modified']].includes(condition);
  if (condition !== undefined && (!isSame || condition.startsWith('W/'))) return undefined;
  const [, first = '', last = ''] = parts;
  const range = { start: Number(first), end: last === '' ? sizeBytes : Math.min(sizeBytes, Number(last) + 1) };
  return range.start >= range.end ? 'unsatisfiable' : range;
}

async function send(
  response: ServerResponse,
  seen: LoopbackRequest,
  body: Buffer,
  range: Range,
  fault: LoopbackFault | undefined,
): Promise<void> {
  const stop = Math.min(range.end, Math.max(range.start, endOf(fault) ?? range.end));
  const closed = new Promise<void>((resolve) => response.once('close', resolve));
  const pieceBytes = fault?.kind === 'slow' ? fault.bytesPerMs : PIECE_BYTES;
  for (let position = range.start; position < stop && !response.destroyed; position += pieceBytes) {
    const piece = Buffer.from(body.subarray(position, Math.min(stop, position + pieceBytes)));
    if (fault?.kind === 'flip-bit' && fault.atBytes >= position && fault.atBytes < position + piece.length) {
      piece.writeUInt8(piece.readUInt8(fault.atBytes - position) ^ 1, fault.atBytes - position);
    }
    // After a connection is gone, writes may never call back.
    await Promise.race([closed, new Promise<void>((resolve) => response.write(piece, () => resolve()))]);
    seen.sentBytes += piece.length;
    if (fault?.kind === 'slow') await delay(1);
  }
  if (response.destroyed) return;
  if (stop < range.end && fault?.kind === 'stall') {
    response.flushHeaders();
    return;
  }
  if (stop < range.end && fault?.kind === 'truncate') {
    response.socket?.destroySoon();
  } else if (stop < range.end && (fault?.kind === 'reset' || fault?.kind === 'slow')) {
    // A reset throws away what the other side has not read yet.
    await delay(20);
    response.socket?.resetAndDestroy();
  } else {
    response.end();
    // Whoever was promised more would wait for it.
    if (fault?.kind === 'announce') response.socket?.destroySoon();
  }
}

/** Where an answer is cut off; `undefined`: nowhere. */
function endOf(fault: LoopbackFault | undefined): number | undefined {
  if (fault?.kind === 'slow') return fault.untilBytes;
  return fault !== undefined && fault.kind !== 'flip-bit' && 'atBytes' in fault ? fault.atBytes : undefined;
}
