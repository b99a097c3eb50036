import { execFile, spawnSync } from 'node:child_process';
import { cp, mkdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { publishPair } from '../../test/publish-pair.js';
import { tempFolder } from '../../test/temp-folder.js';
import { createBlobStore } from './blob-store.js';
import { homeLayout } from './home-layout.js';
import { mapParallel } from './map-parallel.js';
import { createModelStore } from './model-store.js';

/** Whatever changes names, modes or what is surely on the disk; Node itself needs none of them to start. */
const CALLS = ['mkdir', 'rename', 'fsync', 'chmod', 'fchmod', 'link', 'unlink', 'rmdir'] as const;
const AT_ONCE = 4;
const ENV = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'modelzoo-test-compile-cache') };

const canTrace = process.platform === 'linux' && spawnSync('strace', ['-qq', '-e', 'none', 'true']).status === 0;

/** Half a minute and more: for whoever changes how models are published. */
const isThorough = process.env['MODELZOO_TEST_ALL_FAULTS'] === '1';
const SAMPLE = 16;

/** The same each time, so that what fails can be run again. */
function sampleOf(faults: readonly string[]): readonly string[] {
  // Odd, since they take turns: an error, a kill.
  const step = Math.floor(faults.length / SAMPLE) | 1;
  return faults.filter((_, index) => index % step === 0);
}

/** Publishes the new model under a tracer that was told what to do to it. Gives the exit code, and what was traced. */
function publish(home: string, tracing: readonly string[]): Promise<{ readonly ok: boolean; readonly trace: string }> {
  const resolver = fileURLToPath(new URL('../../test/resolve-typescript.mjs', import.meta.url));
  const program = fileURLToPath(new URL('../../test/publish-process.ts', import.meta.url));
  const args = ['-f', '-qq', '-e', 'signal=none', ...tracing, process.execPath, '--import', resolver, program, home];
  return new Promise((resolve) => {
    execFile('strace', args, { env: ENV }, (error, _out, trace) => resolve({ ok: error === null, trace }));
  });
}

/** What the model says: `old` or `new`, never something in between. */
async function contentOf(home: string): Promise<string> {
  const layout = homeLayout(home);
  const models = createModelStore(layout, createBlobStore(layout));
  const receipt = await models.readReceipt('memory:one', 'm', undefined);
  if (receipt === undefined) return 'no model';
  const texts = receipt.files.map(({ path }) => readFile(join(models.pathOf(receipt), ...path.split('/')), 'utf8'));
  return (await Promise.all(texts)).join(', ');
}

const OLD = 'a old, b old';
const NEW = 'a new, b new';

describe.skipIf(!canTrace)('publishing a model', () => {
  it('leaves the old model or the new one when any system call of it fails, or is the last of its process', async () => {
    const folder = await tempFolder();
    const start = join(folder, 'start');
    await mkdir(start);
    await publishPair(start, 'old');

    const counted = join(folder, 'counted');
    await cp(start, counted, { recursive: true });
    const { trace } = await publish(counted, ['-e', `trace=${CALLS.join(',')}`]);
    expect(await contentOf(counted)).toBe(NEW);
    const faults = CALLS.flatMap((call) => {
      const count = trace.match(new RegExp(`\\b${call}\\(`, 'g'))?.length ?? 0;
      return Array.from({ length: count }, (_, index) =>
        ['error=EIO', 'signal=KILL'].map((what) => `${call}:${what}:when=${index + 1}`),
      ).flat();
    });
    expect(faults.length).toBeGreaterThan(30);

    const wrong = await mapParallel(isThorough ? faults : sampleOf(faults), AT_ONCE, async (fault) => {
      const home = join(folder, fault.replaceAll(/[:=]/g, '-'));
      await cp(start, home, { recursive: true });
      const { ok } = await publish(home, ['-e', `trace=${fault.split(':')[0]}`, '-e', `inject=${fault}`]);
      const after = await contentOf(home);
      if (after !== NEW && (ok || after !== OLD)) return `${fault}: ${after} (${ok ? 'done' : 'failed'})`;
      await publishPair(home, 'new');
      return (await contentOf(home)) === NEW ? undefined : `${fault}: cannot be done again`;
    });
    expect(wrong.filter((each) => each !== undefined)).toStrictEqual([]);
  }, 60_000);
});
