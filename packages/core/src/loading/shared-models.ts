import type { Model } from '../model/model.js';
import { withDispose } from '../model/with-dispose.js';

/** Loaded models that are alive, so that identical loads share one. */
export interface SharedModels {
  /**
   * The model of that identity, loaded by `load` unless one is alive. Every caller disposes it once; what it holds is
   * freed when the last of them has.
   *
   * @param signal The caller's, which `load` obeys. Who waits for the load of another does not give up with it.
   */
  share(identity: string, load: () => Promise<Model>, signal?: AbortSignal): Promise<Model>;
  /** Frees all of them, whoever still uses them. */
  disposeAll(): Promise<void>;
}

interface Shared {
  readonly loading: Promise<{ readonly inner: Model; readonly handle: Model }>;
  /** Of whoever began it. */
  readonly signal: AbortSignal | undefined;
  users: number;
}

export function createSharedModels(): SharedModels {
  const alive = new Map<string, Shared>();

  async function release(identity: string, shared: Shared, inner: Model): Promise<void> {
    if (shared.users > 0) shared.users -= 1;
    if (shared.users > 0 || alive.get(identity) !== shared) return;
    alive.delete(identity);
    await inner[Symbol.asyncDispose]();
  }

  async function start(identity: string, load: () => Promise<Model>, self: () => Shared) {
    const inner = await load();
    const handle = withDispose(inner, () => release(identity, self(), inner));
    return { inner, handle };
  }

  function begin(identity: string, load: () => Promise<Model>, signal: AbortSignal | undefined): Shared {
    const fresh: Shared = { loading: start(identity, load, () => fresh), signal, users: 0 };
    alive.set(identity, fresh);
    return fresh;
  }

  async function share(identity: string, load: () => Promise<Model>, signal?: AbortSignal): Promise<Model> {
    const other = alive.get(identity);
    const shared = other ?? begin(identity, load, signal);
    shared.users += 1;
    try {
      return (await shared.loading).handle;
    } catch (error) {
      if (alive.get(identity) === shared) alive.delete(identity);
      signal?.throwIfAborted();
      // Who began it gave up, and not who asks now.
      if (other?.signal?.aborted !== true) throw error;
      return share(identity, load, signal);
    }
  }

  return {
    share,
    async disposeAll() {
      const all = [...alive.values()];
      alive.clear();
      for (const loaded of await Promise.allSettled(all.map(({ loading }) => loading))) {
        if (loaded.status === 'fulfilled') await loaded.value.inner[Symbol.asyncDispose]();
      }
    },
  };
}
