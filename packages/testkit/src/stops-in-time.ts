import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import { createSourceBench, type SourceBench, type SourceProviderConformance } from './source-conformance-bench.js';

/** A second is what is promised; the rest is for machines that are busy. */
const STOP_MS = 3000;
const SOON_MS = 50;

/** Aborts at the first request, or soon for a provider that makes none. */
export async function stopsDuring(
  subject: SourceProviderConformance,
  operation: (bench: SourceBench) => Promise<unknown>,
): Promise<void> {
  const controller = new AbortController();
  const reason = new Error('stopped on the way');
  await using bench = createSourceBench(subject, {
    signal: controller.signal,
    onRequest: () => controller.abort(reason),
  });
  const timer = setTimeout(() => controller.abort(reason), SOON_MS);
  const outcome = await settle(operation(bench));
  clearTimeout(timer);
  expect(outcome).toBeOneOf(bench.requests.length > 0 ? [reason] : ['done', reason]);
}

/** What some work came to: `done`, what it failed with, or that it went on. */
export async function settle(work: Promise<unknown>): Promise<unknown> {
  const timer = new AbortController();
  const late = delay(STOP_MS, 'went on', { signal: timer.signal, ref: false });
  try {
    return await Promise.race([work.then(() => 'done'), late]);
  } catch (error) {
    return error;
  } finally {
    timer.abort();
    late.catch(() => undefined);
  }
}
