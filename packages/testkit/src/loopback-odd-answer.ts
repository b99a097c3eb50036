import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import type { LoopbackFault } from './loopback-fault.js';
import type { LoopbackRequest } from './loopback-request.js';

type OddFault = Extract<LoopbackFault, { kind: 'slow-headers' | 'drip' | 'endless' | 'gzip-bomb' | 'raw' }>;

const MEBIBYTE = 1024 * 1024;

/** Answers as no honest server does: too slowly, without end, with a bomb, or not in HTTP. Ends when the client has gone. */
export async function answerOddly(
  response: ServerResponse,
  seen: LoopbackRequest,
  body: Buffer,
  fault: OddFault,
): Promise<void> {
  const { socket } = response;
  if (socket === null) return;
  switch (fault.kind) {
    case 'raw':
      socket.end(fault.text);
      return;
    case 'slow-headers':
      for (const byte of `HTTP/1.1 200 OK\r\ncontent-length: ${String(body.length)}\r\n\r\n`) {
        if (socket.destroyed) return;
        socket.write(byte);
        await delay(fault.pauseMs);
      }
      socket.end(body);
      return;
    case 'drip':
      open(response, seen, { 'content-length': body.length });
      for (let position = 0; position < body.length && !response.destroyed; position += 1) {
        response.write(body.subarray(position, position + 1));
        seen.sentBytes += 1;
        await delay(fault.pauseMs);
      }
      response.end();
      return;
    case 'endless':
      open(response, seen, {});
      while (!response.destroyed) {
        if (!response.write(Buffer.alloc(64 * 1024))) await Promise.race([once(response, 'drain'), closed(response)]);
        seen.sentBytes += 64 * 1024;
      }
      return;
    case 'gzip-bomb':
      open(response, seen, { 'content-encoding': 'gzip' });
      await pipeline(Readable.from(zeros(fault.mebibytes)), createGzip(), response);
  }
}

function open(
  response: ServerResponse,
  seen: LoopbackRequest,
  headers: Readonly<Record<string, string | number>>,
): void {
  seen.status = 200;
  response.writeHead(200, { 'content-type': 'application/octet-stream', ...headers });
}

function closed(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => response.once('close', resolve));
}

function* zeros(mebibytes: number): Generator<Buffer> {
  for (let count = 0; count < mebibytes; count += 1) yield Buffer.alloc(MEBIBYTE);
}
