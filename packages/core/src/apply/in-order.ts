/** How {@link inOrder} goes about it. */
export interface InOrderOptions {
  /** Items that are worked on at once, and results that wait to be taken. */
  readonly most: number;
  readonly signal: AbortSignal | undefined;
}

/** What became of one item. */
type Outcome<Result> = { readonly ok: true; readonly value: Result } | { readonly ok: false; readonly reason: unknown };

/**
 * Works on several items at once and gives the results in the order of the items. No item is taken unless there is room for
 * its result, so that a slow reader slows the work down. Whoever stops reading, or aborts, stops the items that are
 * underway, too.
 *
 * @throws what `items` or `work` throws, in its place; the signal's reason
 */
export async function* inOrder<Item, Result>(
  items: AsyncIterable<Item>,
  work: (item: Item, signal: AbortSignal) => Promise<Result>,
  { most, signal }: InOrderOptions,
): AsyncGenerator<Result, void, undefined> {
  const own = new AbortController();
  const both = signal === undefined ? own.signal : AbortSignal.any([signal, own.signal]);
  const iterator = items[Symbol.asyncIterator]();
  const underway: { outcome?: Outcome<Result> }[] = [];
  let arrived: Outcome<IteratorResult<Item>> | undefined;
  let isPulling = false;
  let isOver = false;
  // One waiter that is woken, rather than a race: what loses a race stays subscribed to the promises that outlive it.
  let waiter: (() => void) | undefined;
  const wake = (): void => waiter?.();
  signal?.addEventListener('abort', wake, { once: true });

  async function pull(): Promise<void> {
    isPulling = true;
    arrived = await settle(iterator.next());
    isPulling = false;
    wake();
  }

  async function begin(item: Item): Promise<void> {
    const place: { outcome?: Outcome<Result> } = {};
    underway.push(place);
    place.outcome = await settle(work(item, both));
    wake();
  }

  try {
    for (;;) {
      signal?.throwIfAborted();
      if (arrived !== undefined) {
        const { done, value } = valueOf(arrived);
        arrived = undefined;
        if (done === true) isOver = true;
        else void begin(value);
      }
      if (!isOver && !isPulling && underway.length < most) void pull();
      const oldest = underway[0]?.outcome;
      if (oldest !== undefined) {
        underway.shift();
        yield valueOf(oldest);
      } else if (isOver && underway.length === 0) {
        return;
      } else {
        await new Promise<void>((resolve) => {
          waiter = resolve;
        });
      }
    }
  } finally {
    signal?.removeEventListener('abort', wake);
    own.abort();
    // An input that is being waited for, a line of a terminal say, may never come.
    const closing = isOver ? undefined : iterator.return?.();
    if (isPulling) void closing?.catch(() => undefined);
    else await closing;
  }
}

function settle<Value>(promise: Promise<Value>): Promise<Outcome<Value>> {
  return promise.then(
    (value) => ({ ok: true, value }),
    (reason: unknown) => ({ ok: false, reason }),
  );
}

function valueOf<Value>(outcome: Outcome<Value>): Value {
  if (outcome.ok) return outcome.value;
  throw outcome.reason;
}
