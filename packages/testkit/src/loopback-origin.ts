import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, normalize } from 'node:path';
import type { LoopbackFault } from './loopback-fault.js';
import { answer, type ServedFile } from './loopback-answer.js';
import type { LoopbackRequest } from './loopback-request.js';

/** What is served at one path, and what goes wrong there. */
export interface LoopbackRoute {
  /** The file. Default: empty. */
  readonly body?: Uint8Array | string | undefined;
  /** A folder whose files are served below the path, which then ends with a slash. Instead of {@link body}. */
  readonly folder?: string | undefined;
  /** Default `application/octet-stream`. */
  readonly contentType?: string | undefined;
  /** Default: a strong one, made from the content. `null`: none. */
  readonly etag?: string | null | undefined;
  /** Default: none. */
  readonly lastModified?: Date | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Value of `authorization` without which the answer is 401. */
  readonly authorization?: string | undefined;
  /** What goes wrong with the first GET, the second, and so on. `undefined`: nothing; nor after the last. */
  readonly faults?: readonly (LoopbackFault | undefined)[] | undefined;
  /** What goes wrong every time, once {@link faults} is used up. */
  readonly always?: LoopbackFault | undefined;
}

/** A real HTTP server on 127.0.0.1 that does as it is told. */
export interface LoopbackOrigin {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  /** All requests so far, in the order of their arrival. */
  readonly requests: readonly LoopbackRequest[];
  url(path: string): string;
  /** Serves something else at a path from now on; its faults start from the first. */
  setRoute(path: string, route: LoopbackRoute): void;
  /** Forgets the requests so far. */
  clearRequests(): void;
  close(): Promise<void>;
}

/** What {@link createLoopbackOrigin} serves. */
export interface LoopbackOriginOptions {
  /** By path, without query. Everything else is 404. */
  readonly routes?: Readonly<Record<string, LoopbackRoute>> | undefined;
}

/** Starts a server that serves files well, but for the faults that it was asked for. Close it after the test. */
export async function createLoopbackOrigin(options: LoopbackOriginOptions = {}): Promise<LoopbackOrigin> {
  const routes = new Map(Object.entries(options.routes ?? {}).map(([path, route]) => [path, { ...route, gets: 0 }]));
  const requests: LoopbackRequest[] = [];

  const server = createServer((request, response) => {
    const { method = 'GET', url = '/', headers } = request;
    const seen: LoopbackRequest = { method, url, headers, status: 0, sentBytes: 0 };
    requests.push(seen);
    request.resume();
    const path = decodeURIComponent(new URL(url, 'http://x').pathname);
    const key = routes.has(path)
      ? path
      : [...routes.keys()].find((known) => known.endsWith('/') && path.startsWith(known));
    const route = key === undefined ? undefined : routes.get(key);
    if (route === undefined || key === undefined) {
      answer(request, response, seen, undefined, { kind: 'status', status: 404 });
      return;
    }
    let fault: LoopbackFault | undefined;
    if (method === 'GET') {
      const index = route.gets;
      route.gets += 1;
      fault = index < (route.faults?.length ?? 0) ? route.faults?.[index] : route.always;
    }
    if (fault?.kind === 'change') {
      routes.set(key, { ...route, body: fault.body, etag: fault.etag });
      fault = undefined;
    }
    if (route.authorization !== undefined && headers.authorization !== route.authorization) {
      fault = { kind: 'status', status: 401 };
    }
    serveFile(routes.get(key) ?? route, path.slice(key.length)).then(
      (file) => answer(request, response, seen, file, file === undefined ? { kind: 'status', status: 404 } : fault),
      (error: unknown) => response.destroy(error instanceof Error ? error : undefined),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;

  return {
    origin,
    requests,
    url: (path) => `${origin}${path}`,
    setRoute: (path, route) => void routes.set(path, { ...route, gets: 0 }),
    clearRequests: () => void requests.splice(0),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function serveFile(route: LoopbackRoute, below: string): Promise<ServedFile | undefined> {
  const body = route.folder === undefined ? Buffer.from(route.body ?? '') : await readBelow(route.folder, below);
  if (body === undefined) return undefined;
  const etag =
    route.etag === undefined ? `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"` : route.etag;
  const headers: Record<string, string> = {
    'content-type': route.contentType ?? 'application/octet-stream',
    'accept-ranges': 'bytes',
  };
  if (etag !== null) headers['etag'] = etag;
  if (route.lastModified !== undefined) headers['last-modified'] = route.lastModified.toUTCString();
  return { body, headers: { ...headers, ...route.headers } };
}

async function readBelow(folder: string, below: string): Promise<Buffer | undefined> {
  return await readFile(join(folder, normalize(`/${below}`))).catch(() => undefined);
}
