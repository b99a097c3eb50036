import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Compiling the whole package again for each of them takes longer than all that they do. */
const ENV = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'modelzoo-test-compile-cache') };

/** What a process of `zoo-process.ts` said at its end. */
export interface ZooProcessResult {
  readonly ok: boolean;
  readonly code?: string;
  readonly message?: string;
  readonly result?: unknown;
}

/** How such a process runs. */
export interface ZooProcessOptions {
  readonly user?: { readonly uid: number; readonly gid: number };
  /** Octal. */
  readonly umask?: string;
}

/** Command and arguments of such a process. */
export function zooProcess(home: string, origin: string, what: string): readonly [string, ...string[]] {
  const resolver = fileURLToPath(new URL('resolve-typescript.mjs', import.meta.url));
  const program = fileURLToPath(new URL('zoo-process.ts', import.meta.url));
  return [process.execPath, '--import', resolver, program, home, origin, what];
}

export async function runZooProcess(
  home: string,
  origin: string,
  what: string,
  { user, umask }: ZooProcessOptions = {},
): Promise<ZooProcessResult> {
  const [command, ...args] = zooProcess(home, origin, what);
  const child = spawn(command, umask === undefined ? args : [...args, umask], { stdio: 'pipe', env: ENV, ...user });
  const texts = { out: '', error: '' };
  child.stdout.on('data', (text) => (texts.out += String(text)));
  child.stderr.on('data', (text) => (texts.error += String(text)));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  if (exitCode === 0 && texts.out !== '') return JSON.parse(texts.out) as ZooProcessResult;
  throw new Error(`The process ended with ${exitCode}: ${texts.error}`);
}

/** Starts one that nobody waits for. */
export function startZooProcess(home: string, origin: string, what: string): ChildProcess {
  const [command, ...args] = zooProcess(home, origin, what);
  return spawn(command, args, { stdio: 'ignore', env: ENV });
}

/** Serves weights, slowly enough for processes to meet, and counts the bytes that it sent. */
export async function serveWeights(weights: Uint8Array, pieces: number, pauseMs: number) {
  const sent = { requests: 0, bytes: 0 };
  const server = createServer((_, response) => {
    sent.requests += 1;
    response.writeHead(200, { 'content-length': weights.length });
    const size = Math.ceil(weights.length / pieces);
    const sendFrom = (position: number): void => {
      if (position >= weights.length) {
        response.end();
        return;
      }
      const piece = weights.subarray(position, position + size);
      sent.bytes += piece.length;
      response.write(piece);
      setTimeout(sendFrom, pauseMs, position + size);
    };
    sendFrom(0);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
