import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { createZoo } from '../src/create-zoo.js';
import type { Zoo } from '../src/zoo.js';
import type { ZooOptions } from '../src/zoo-options.js';
import { bytesOf, createMemory, manifestOf, memoryPlugin, sha256Of, type Memory } from './memory-plugin.js';

/** What a test of a whole zoo works with, made anew for each. */
export interface ZooBench {
  /** A temporary folder, which is the current one for the zoos and holds their home. */
  folder: string;
  /** What the memory plugin serves: a source `memory:one` with two versions of `acme/greeting`, to begin with. */
  memory: Memory;
  zooWith(options?: Partial<ZooOptions>): Zoo;
}

export function useZoo(): ZooBench {
  const open: Zoo[] = [];
  const bench: ZooBench = {
    folder: '',
    memory: createMemory(),
    zooWith(options = {}) {
      const home = join(bench.folder, 'home');
      const zoo = createZoo({ plugins: [memoryPlugin(bench.memory)], home, cwd: bench.folder, env: {}, ...options });
      open.push(zoo);
      return zoo;
    },
  };
  beforeEach(async () => {
    bench.folder = await mkdtemp(join(tmpdir(), 'zoo-test-'));
    bench.memory = createMemory();
    bench.memory.weights['greeting'] = bytesOf('hello');
    bench.memory.sources['one'] = { 'manifest.json': manifestOf(greeting('1.0'), greeting('1.1')) };
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((zoo) => zoo[Symbol.asyncDispose]()));
    await rm(bench.folder, { recursive: true, force: true });
  });
  return bench;
}

/** An entry of a manifest: a model whose one file says "hello". */
export function greeting(version: string, rest: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    base_name: 'acme/greeting',
    base_filename: 'greeting.txt',
    version,
    tags: ['text', 'Small'],
    license: 'Apache 2.0',
    manager: { type: 'memory', config: { files: { 'greeting.txt': { from: 'greeting', sha256: sha256Of('hello') } } } },
    default_deployment_config_dict: { type: 'text', config: {} },
    ...rest,
  };
}
