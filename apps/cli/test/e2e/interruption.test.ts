import { setTimeout as delay } from 'node:timers/promises';
import { createLoopbackOrigin, seededBytes, type LoopbackFault, type LoopbackOrigin } from '@modelzoo/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { colourSource, sha256Of } from '../support/colour-source.js';
import { packSource } from '../support/source-forms.js';
import { createInstalledZoo, type InstalledZoo } from './support/installed-zoo.js';

const SIZE_BYTES = 12_000_000;
const WEIGHTS = seededBytes(SIZE_BYTES, 7);

async function registered(): Promise<{ zoo: InstalledZoo; origin: LoopbackOrigin }> {
  const zoo = await createInstalledZoo();
  const origin = await createLoopbackOrigin();
  onTestFinished(() => origin.close());
  const weightsUrl = origin.url('/weights.onnx');
  const files = await colourSource({ weightsUrl, sha256: sha256Of(WEIGHTS), model: { size_bytes: SIZE_BYTES } });
  origin.setRoute('/source', { body: await packSource('source', files) });
  expect((await zoo.run(['register-source', origin.url('/source')])).exitCode).toBe(0);
  return { zoo, origin };
}

function serve(origin: LoopbackOrigin, always?: LoopbackFault): void {
  origin.setRoute('/weights.onnx', { body: WEIGHTS, always });
  origin.clearRequests();
}

function sentBytes(origin: LoopbackOrigin): number {
  return origin.requests.reduce((sum, request) => sum + request.sentBytes, 0);
}

describe('an interrupted download', () => {
  it('goes on where a server died', async () => {
    const { zoo, origin } = await registered();
    serve(origin, { kind: 'reset', atBytes: 8_000_000 });
    const failed = await zoo.run(['--json', 'download', 'test/colour']);
    expect([4, 6]).toContain(failed.exitCode);
    expect((await zoo.run(['find', 'test/colour'])).exitCode).toBe(3);

    serve(origin);
    const done = await zoo.run(['--json', 'download', 'test/colour']);
    expect(done, done.stderr).toMatchObject({ exitCode: 0 });
    expect(done.json()).toMatchObject({ files: [{ size_bytes: SIZE_BYTES, sha256: sha256Of(WEIGHTS) }] });
    expect(sentBytes(origin)).toBeLessThan(SIZE_BYTES);
  });

  it('stops at Ctrl-C with 130, and goes on when it is asked again', async () => {
    const { zoo, origin } = await registered();
    serve(origin, { kind: 'stall', atBytes: 8_000_000 });
    const stopped = await zoo.run(['--json', 'download', 'test/colour'], {
      onStart: (child) => {
        void (async () => {
          while (sentBytes(origin) < 8_000_000 && child.exitCode === null) await delay(20);
          child.kill('SIGINT');
        })();
      },
    });
    expect(stopped).toMatchObject({ exitCode: 130, stdout: '' });
    expect(stopped.error().code).toBe('ABORT_ERR');
    expect((await zoo.run(['find', 'test/colour'])).exitCode).toBe(3);

    serve(origin);
    const done = await zoo.run(['--json', 'download', 'test/colour']);
    expect(done, done.stderr).toMatchObject({ exitCode: 0 });
    expect(sentBytes(origin)).toBeLessThan(SIZE_BYTES);
  });
});
