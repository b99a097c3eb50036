import { isAbortError, ZooError } from '@modelzoo/core';
import { expect } from 'vitest';

/** Holds a promise to fail as users can meet it, with that code if there is one. */
export async function expectCode(promise: Promise<unknown>, code?: `ERR_ZOO_${string}`): Promise<void> {
  const error = await failureOf(promise);
  if (!ZooError.is(error)) throw error;
  if (code !== undefined) expect(error.code).toBe(code);
}

/** Holds a promise to end with the reason of a signal. */
export async function expectAbort(promise: Promise<unknown>): Promise<void> {
  const error = await failureOf(promise);
  if (!isAbortError(error)) throw error;
}

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => new Error('Nothing was refused.'),
    (error: unknown) => error,
  );
}
