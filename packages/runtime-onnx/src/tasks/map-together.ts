/**
 * Does something with all inputs at once, and gives the results in their order. The first failure stops the others, which
 * are waited for, so that none goes on unseen.
 * @throws the first failure
 */
export async function mapTogether<Input, Result>(
  inputs: readonly Input[],
  signal: AbortSignal | undefined,
  body: (input: Input, signal: AbortSignal | undefined) => Promise<Result>,
): Promise<Result[]> {
  const [only, ...others] = inputs;
  if (only !== undefined && others.length === 0) return [await body(only, signal)];
  const failure = new AbortController();
  const either = AbortSignal.any(signal === undefined ? [failure.signal] : [failure.signal, signal]);
  const running = inputs.map(async (input) => {
    try {
      return await body(input, either);
    } catch (error) {
      failure.abort(error);
      throw error;
    }
  });
  await Promise.allSettled(running);
  // Whichever failed later has the same reason, or another that came too late.
  signal?.throwIfAborted();
  failure.signal.throwIfAborted();
  return Promise.all(running);
}
