import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findOutsideAccess } from './outside-access.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Every place that may reach outside by itself, what it takes, and why. What is not here goes through core's guarded fetch. */
const allowed: Readonly<Record<string, string>> = {
  // The guarded fetch itself.
  'packages/core/src/net/undici-transport.ts: import undici': 'opens the pools of connections, with every limit set',
  'packages/core/src/net/plain-http/read-with-undici.ts: import undici':
    'reads answers from connections that are open already',
  'packages/core/src/net/plain-http/plain-connection.ts: import node:net {connect, isIP}':
    'brings weights, from addresses that were checked',
  'packages/core/src/net/plain-http/plain-connection.ts: import node:tls {connect}': 'the same, over TLS',
  'packages/core/src/net/guarded-fetch.ts: import node:dns {lookup}': 'finds the addresses that are then checked',
  'packages/core/src/net/certificate-authorities.ts: import node:tls {getCACertificates}': 'asks what Node trusts',
  // Programs and threads.
  'packages/core/src/store/hash-pool.ts: import node:worker_threads {Worker}':
    'hashes files in threads of our own code',
  'packages/core/src/store/hash-worker.ts: import node:worker_threads {parentPort}': 'is such a thread',
  'packages/core/src/store/hash-followers.ts: import node:worker_threads {Worker}':
    'hashes files that grow in threads of our own code',
  'packages/core/src/store/follow-worker.ts: import node:worker_threads {parentPort}': 'is such a thread',
  'packages/core/src/archive/writing-thread.ts: import node:worker_threads {Worker}':
    'writes files in a thread of our own code',
  'packages/core/src/archive/write-worker.ts: import node:worker_threads {parentPort}': 'is such a thread',
  'packages/runtime-onnx/src/workers/open-thread.ts: import node:worker_threads {Worker}':
    'runs graphs in threads of our own code',
  'packages/runtime-onnx/src/workers/open-process.ts: import node:child_process {fork}':
    'runs graphs in processes of our own code',
  'packages/runtime-onnx/src/workers/onnx-worker.ts: import node:worker_threads {parentPort}': 'is such a thread',
  'packages/source-github/src/run-gh.ts: import node:child_process {execFile}': 'asks `gh` for a token, when told to',
  'apps/cli/src/install-packages.ts: import node:child_process {spawn}': 'runs npm, after a yes',
  // Code that is found while running.
  'packages/core/src/hooks/import-hooks.ts: import(…) of what is not known': 'hooks, after consent to their digest',
  'packages/core/src/hooks/host-packages.ts: import(…) of what is not known': 'packages of the host, for hooks',
  'apps/cli/src/plugins/load-plugin.ts: import(…) of what is not known': 'plugins that the user named',
  'apps/cli/src/plugins/load-plugin.ts: createRequire': 'finds them',
  'packages/runtime-onnx/src/probe-dependencies.ts: createRequire': 'looks whether an optional package is there',
  // The process.
  'packages/core/src/create-zoo.ts: process.env': 'the default of the option `env`',
  'apps/cli/src/bin.ts: process.env': 'hands it on',
  'packages/core/src/store/process-mark.ts: process.kill': 'signal 0: whether the owner of a partial file lives',
  'packages/testkit/src/git-repository.ts: process.env': 'hands it on to git',
  'packages/runtime-onnx/src/session/import-onnxruntime.ts: process.env': 'switches the runtime’s telemetry off',
};

/** The testkit is there to start servers, and programs of git for repositories of its own. It asks nobody anything. */
const TESTKIT = /^import node:(?:http \{createServer\}|child_process \{(?:exec|spawn)[\w, ]*\})$/;

function sourceFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /(?<!\.test|\.test-d)\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.includes('node_modules'));
}

function isServer(path: string, what: string): boolean {
  return path.startsWith('packages/testkit/') && TESTKIT.test(what);
}

function packagesIn(...groups: readonly string[]): readonly string[] {
  return groups.flatMap((group) => readdirSync(join(root, group)).map((name) => join(root, group, name, 'src')));
}

function read(file: string): { readonly path: string; readonly found: readonly string[] } {
  const path = relative(root, file).replaceAll('\\', '/');
  return { path, found: findOutsideAccess(file, readFileSync(file, 'utf8')) };
}

describe('what reaches outside of the process', () => {
  const files = packagesIn('packages', 'apps').flatMap(sourceFiles).map(read);
  const places = files.flatMap(({ path, found }) =>
    found.filter((what) => !isServer(path, what)).map((what) => `${path}: ${what}`),
  );

  it('stands in the list, each place with its reason', () => {
    expect(places.filter((place) => !(place in allowed))).toStrictEqual([]);
  });

  it('is still there, so that the list does not outlive its reasons', () => {
    expect(Object.keys(allowed).filter((place) => !places.includes(place))).toStrictEqual([]);
  });

  it('is, in the testkit, no server that listens to more than this machine', () => {
    for (const { path } of files.filter((file) => file.path.startsWith('packages/testkit/'))) {
      const listens = readFileSync(join(root, path), 'utf8').match(/\.listen\([^)]*\)/g) ?? [];
      expect(listens.filter((call) => !call.includes("'127.0.0.1'"))).toStrictEqual([]);
    }
  });
});

describe('findOutsideAccess', () => {
  it.each([
    ["import { request } from 'node:https';", 'import node:https {request}'],
    ["import http from 'http';", 'import http {http}'],
    ["import * as net from 'node:net';", 'import node:net {net}'],
    ["import 'undici';", 'import undici {}'],
    ["export { connect } from 'node:tls';", 'import node:tls {connect}'],
    ["export * from 'node:dgram';", 'import node:dgram {}'],
    ["await import('node:net');", 'import node:net'],
    ['await import(`node:${name}`);', 'import(…) of what is not known'],
    ["process.getBuiltinModule('node:net');", 'import node:net'],
    ['process.getBuiltinModule(name);', 'import …'],
    ['const get = process.getBuiltinModule;', 'process.getBuiltinModule'],
    ["process['env'];", 'process.env'],
    ['process[name];', 'process[…]'],
    ['const { env } = process;', 'process.env'],
    ['const { ...rest } = process;', 'process.…'],
    ['const all = process;', 'process.…'],
    ["createRequire(import.meta.url)('node:net');", 'createRequire'],
    ["require('node:net');", 'require'],
    ["fetch('https://x.example/');", 'fetch'],
    ['const get = fetch;', 'fetch'],
    ['const get = { fetch };', 'fetch'],
    ["globalThis['fe' + 'tch']('x');", 'globalThis'],
    ['const { fetch } = globalThis; fetch(1);', 'globalThis'],
    ["new WebSocket('wss://x.example/');", 'WebSocket'],
    ['new EventSource(url);', 'EventSource'],
    ['new XMLHttpRequest();', 'XMLHttpRequest'],
    ["new Function('return 1');", 'Function'],
    ["(0, eval)('1');", 'eval'],
    ["import { spawn } from 'node:child_process';", 'import node:child_process {spawn}'],
    ['(fetch as unknown as () => void)();', 'fetch'],
  ])('sees %j', (code, expected) => {
    expect(findOutsideAccess('x.ts', code)).toContain(expected);
  });

  it.each([
    "import type { Socket } from 'node:net';",
    "import { type Socket } from 'node:net';",
    "export type { Socket } from 'node:net';",
    'context.fetch(url);',
    'const { fetch } = context; await fetch(url);',
    'function f({ fetch }: Options) { return fetch(url); }',
    'interface A { fetch(url: string): void }',
    'const a = { fetch: 1 };',
    "import { readFile } from 'node:fs/promises';",
    "await import('sharp');",
    "process.getBuiltinModule('node:sqlite');",
    'const { platform } = process;',
    '// fetch(url), process.env',
    "const text = 'process.env and fetch(url)';",
    'type F = typeof fetch;',
  ])('lets %j pass', (code) => {
    expect(findOutsideAccess('x.ts', code)).toStrictEqual([]);
  });
});
