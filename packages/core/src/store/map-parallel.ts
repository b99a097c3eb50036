/**
 * Calls `run` for every item, for some of them at a time, and gives the results in the order of the items. After a failure
 * nothing new is begun and `stop` is called; when all that was under way has ended, the first error is thrown.
 */
export async function mapParallel<Item, Result>(
  items: readonly Item[],
  most: number,
  run: (item: Item, index: number) => Promise<Result>,
  stop?: (error: unknown) => void,
): Promise<Result[]> {
  const results: Result[] = [];
  const queue = items.entries();
  let failure: { readonly error: unknown } | undefined;

  async function work(): Promise<void> {
    for (const [index, item] of queue) {
      if (failure !== undefined) return;
      try {
        results[index] = await run(item, index);
      } catch (error) {
        if (failure === undefined) {
          failure = { error };
          stop?.(error);
        }
      }
    }
  }

  await Promise.all(Array.from({ length: Math.min(most, items.length) }, work));
  if (failure !== undefined) throw failure.error;
  return results;
}
