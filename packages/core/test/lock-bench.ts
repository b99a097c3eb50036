import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Zoo } from '../src/zoo.js';
import type { ZooBench } from './use-zoo.js';

/** What tests of lock files do again and again. */
export interface LockBench {
  /** What `zoo.lock` holds. */
  readonly lockText: () => Promise<string>;
  /** A zoo that has locked `acme/greeting@1.1` of `memory:one`. */
  readonly locked: () => Promise<Zoo>;
  /** A zoo on a machine that has seen nothing yet. */
  readonly elsewhere: (options?: Parameters<ZooBench['zooWith']>[0]) => Zoo;
}

/** How a model is brought whose author promised no digest. */
export const unpromised = {
  manager: { type: 'memory', config: { files: { 'greeting.txt': { from: 'greeting' } } } },
};

export function createLockBench(bench: ZooBench): LockBench {
  return {
    lockText: () => readFile(join(bench.folder, 'zoo.lock'), 'utf8'),
    async locked() {
      const zoo = bench.zooWith();
      await zoo.registerSource('memory:one');
      await zoo.writeLock(undefined, { models: ['acme/greeting'] });
      bench.memory.calls.length = 0;
      return zoo;
    },
    elsewhere: (options = {}) => bench.zooWith({ home: join(bench.folder, 'elsewhere'), ...options }),
  };
}
