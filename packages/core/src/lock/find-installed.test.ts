import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLockBench } from '../../test/lock-bench.js';
import { useZoo } from '../../test/use-zoo.js';
import { createZooReader } from '../zoo-reader.js';
import type { Zoo } from '../zoo.js';
import type { InstallResult } from './lock-types.js';

const bench = useZoo();
const { locked, lockText } = createLockBench(bench);

async function find({ home }: Zoo, isKey = (text: string) => text.startsWith('memory:')) {
  await using reader = createZooReader({ home, env: {} });
  return reader.findInstalled(join(bench.folder, 'zoo.lock'), isKey);
}

/** A zoo in which everything is there that its lock file names. */
async function installed(): Promise<Zoo> {
  const zoo = await locked();
  await zoo.installLock();
  return zoo;
}

async function changeLock(change: (text: string) => string): Promise<void> {
  await writeFile(join(bench.folder, 'zoo.lock'), change(await lockText()));
}

describe('findInstalled', () => {
  it('answers what the whole zoo answers when everything is there, and asks no plugin', async () => {
    const zoo = await installed();
    const whole: InstallResult = await zoo.installLock();
    bench.memory.calls.length = 0;
    expect(await find(zoo)).toStrictEqual(whole);
    expect(whole.models).toMatchObject([{ present: true }]);
    expect(bench.memory.calls).toStrictEqual([]);
  });

  it('leaves it to the whole zoo when something is missing', async () => {
    const zoo = await locked();
    const { models } = await zoo.installLock();
    await rm(models[0]?.path ?? '');
    expect(await find(zoo)).toBe(undefined);
    await rm(join(zoo.home, 'models'), { recursive: true });
    await zoo.installLock();
    expect(await find(zoo)).toBeDefined();
    await rm(join(zoo.home, 'sources'), { recursive: true });
    expect(await find(zoo)).toBe(undefined);
  });

  it('leaves references of other providers to them', async () => {
    expect(await find(await installed(), () => false)).toBe(undefined);
  });

  it.each<readonly [string, (text: string) => string]>([
    ['another revision', (text) => text.replace(/"revision": "[^"]*"/, '"revision": "other"')],
    ['other content', (text) => text.replace(/"treeDigest": "[^"]*"/, `"treeDigest": "${'0'.repeat(64)}"`)],
    ['another file', (text) => text.replace(/"sha256": "[^"]*"/, `"sha256": "${'0'.repeat(64)}"`)],
    ['another provider', (text) => text.replace(/"provider": "[^"]*"/, '"provider": "other"')],
    [
      'what its reference does not say',
      (text) => text.replace('"revision"', '"locator": { "key": "memory:two" },\n      "revision"'),
    ],
    ['a second key', (text) => text.replace('"revision"', '"revision": "other",\n      "revision"')],
    ['no lock file', () => '{}'],
  ])('leaves %s to be told', async (_, change) => {
    const zoo = await installed();
    await changeLock(change);
    expect(await find(zoo)).toBe(undefined);
    await rm(join(bench.folder, 'zoo.lock'));
    expect(await find(zoo)).toBe(undefined);
  });
});
