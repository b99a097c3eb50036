import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerApi } from './loopback-github-api.js';
import { answerArchive } from './loopback-github-archive.js';
import { answerLfsBatch, isLfsBatch } from './loopback-github-lfs.js';
import { answerWeb } from './loopback-github-web.js';
import { createLoopbackLfs } from './loopback-lfs.js';
import { sendRefusal, type LoopbackRefusal } from './loopback-github-refusals.js';
import type { LoopbackGitHubState, LoopbackRepository, NamedRepository } from './loopback-github-state.js';

/** Options of {@link createLoopbackGitHub}. */
export interface LoopbackGitHubOptions {
  /** By `owner/repo`, in the case of their owners' choice. */
  readonly repositories?: Readonly<Record<string, LoopbackRepository>>;
  /** The tokens that it knows. Any other is answered with 401, whatever it was sent for. */
  readonly tokens?: readonly string[];
  /** Whether git's smart HTTP, and the links to archives, are served at `serverUrl`. Default `true`. */
  readonly smartHttp?: boolean;
}

/** One of the servers of a loopback GitHub: its API, the host of its archives, that of pages and git, that of LFS objects. */
export type LoopbackGitHubHost = 'api' | 'archive' | 'web' | 'storage';

/** A request that arrived. */
export interface LoopbackGitHubRequest {
  readonly host: LoopbackGitHubHost;
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

/** A running {@link createLoopbackGitHub}. Disposing of it closes it; the git repositories are their maker's. */
export interface LoopbackGitHub extends AsyncDisposable {
  /** Address of the REST API: `http://127.0.0.1:12345`. */
  readonly apiUrl: string;
  /** Address of the host that archives come from: another origin. */
  readonly archiveUrl: string;
  /** Address of the host of pages, which speaks git's smart HTTP: a third origin. */
  readonly serverUrl: string;
  /** Address of the host that the links of Git LFS lead to: a fourth origin. */
  readonly storageUrl: string;
  /** What was asked so far, in order. */
  readonly requests: readonly LoopbackGitHubRequest[];
  setRepository(name: string, repository: LoopbackRepository): void;
  /** Answers the next requests to the API this way. `times`: default, until told otherwise with `undefined`. */
  refuse(refusal: LoopbackRefusal | undefined, times?: number): void;
  /** Turns everything at `serverUrl` off, as if it were behind a wall, or on again. */
  setSmartHttp(isOn: boolean): void;
  forgetRequests(): void;
}

/**
 * Starts a double of GitHub on 127.0.0.1: the part of its REST API that finds commits, the host that its archives come
 * from, the host that git and git-lfs talk to, and that of LFS objects, backed by real git repositories. Statuses, headers
 * and bodies of the API are GitHub's; see its OpenAPI description.
 */
export async function createLoopbackGitHub(options: LoopbackGitHubOptions = {}): Promise<LoopbackGitHub> {
  const repositories = new Map<string, NamedRepository>();
  const requests: LoopbackGitHubRequest[] = [];
  let refusal: LoopbackRefusal | undefined;
  let refusalsLeft = 0;
  let isSmart = options.smartHttp ?? true;

  function setRepository(name: string, repository: LoopbackRepository): void {
    const id = repositories.get(name.toLowerCase())?.id ?? repositories.size + 1;
    repositories.set(name.toLowerCase(), { ...repository, name, id });
  }

  const api = await listen((request, response) => {
    requests.push(record('api', request));
    if (refusal !== undefined && refusalsLeft > 0) {
      refusalsLeft -= 1;
      sendRefusal(refusal, request, response);
      return;
    }
    void answerApi(state, request, response);
  });
  const archives = await listen((request, response) => {
    requests.push(record('archive', request));
    void answerArchive(state, request, response);
  });
  const web = await listen((request, response) => {
    requests.push(record('web', request));
    if (!isSmart)
      response.writeHead(403, { 'content-type': 'text/html' }).end('<!doctype html><title>Forbidden</title>');
    else if (isLfsBatch(request)) void answerLfsBatch(state, lfs, request, response);
    else void answerWeb(state, request, response);
  });
  const storage = await listen((request, response) => {
    requests.push(record('storage', request));
    lfs.answerStorage(request, response);
  });
  const lfs = createLoopbackLfs(() => addressOf(storage));
  const state: LoopbackGitHubState = {
    apiUrl: addressOf(api),
    archiveUrl: addressOf(archives),
    serverUrl: addressOf(web),
    tokens: options.tokens ?? [],
    findRepository: (name) => repositories.get(name.toLowerCase()),
    findRepositoryById: (id) => [...repositories.values()].find((repository) => repository.id === id),
  };
  for (const [name, repository] of Object.entries(options.repositories ?? {})) setRepository(name, repository);

  return {
    apiUrl: state.apiUrl,
    archiveUrl: state.archiveUrl,
    serverUrl: state.serverUrl,
    storageUrl: addressOf(storage),
    requests,
    setRepository,
    refuse(next, times = Number.POSITIVE_INFINITY) {
      refusal = next;
      refusalsLeft = times;
    },
    setSmartHttp(isOn) {
      isSmart = isOn;
    },
    forgetRequests() {
      requests.length = 0;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([api, archives, web, storage].map(close));
    },
  };
}

function record(host: LoopbackGitHubHost, { method = '', url = '', headers }: IncomingMessage): LoopbackGitHubRequest {
  return { host, method, path: url, headers };
}

async function listen(handler: (request: IncomingMessage, response: ServerResponse) => void): Promise<Server> {
  const server = createServer(handler);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return server;
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
