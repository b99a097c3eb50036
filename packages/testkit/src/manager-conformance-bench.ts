import { setTimeout as delay } from 'node:timers/promises';
import type { FilePlan, FileSink, ModelEntry, ModelManager } from '@modelzoo/core';
import { createLoopbackOrigin, type LoopbackOrigin, type LoopbackRoute } from './loopback-origin.js';
import { createMemorySink, type MemorySink } from './memory-sink.js';
import { createTestContext, type TestContext, type TestContextOptions } from './plugin-context.js';
import { seededBytes } from './seeded-bytes.js';

/** What {@link describeModelManager} needs to know of a manager. */
export interface ModelManagerConformance {
  /** A new manager, as quick to try again as it can be made. */
  create(): ModelManager;
  /**
   * `manager.config`, as an author would write it, of a model whose only file is served at `url` of a loopback origin.
   * A manager that needs more than the file (an index, say) adds it to the origin.
   */
  configFor(url: string, origin: LoopbackOrigin): unknown;
  /** Configs that make no sense. */
  readonly nonsense: readonly unknown[];
  /** Environment in which the manager has a credential, and the credential. Default: the manager takes none. */
  readonly secret?: { readonly env: Readonly<Record<string, string>>; readonly value: string } | undefined;
  /** Titles of laws that do not apply, each with the reason. */
  readonly skip?: Readonly<Record<string, string>> | undefined;
}

/** Where the file of the model is served. */
export const PATH = '/weights/model.bin';
/** The file. */
export const servedBody = seededBytes(300_000, 'weights');
export const HALF = 150_000;
/** Far beyond the second within which operations have to stop, for machines that are busy. */
export const PATIENCE_MS = 10_000;

/** A manager with a context and a server, for one test. */
export interface ManagerBench extends AsyncDisposable {
  readonly manager: ModelManager;
  readonly context: TestContext;
  readonly origin: LoopbackOrigin;
  plan(): Promise<readonly FilePlan[]>;
  fetch(sink: FileSink): Promise<void>;
  /** Fetches with a manager of another process, which is stopped once half the file is there. Gives what that left. */
  interrupt(): Promise<MemorySink>;
  /** The requests for the file itself. */
  requests(): LoopbackOrigin['requests'];
}

/** Serves the file, as the route wants it, and makes a manager for it. */
export async function setUp(
  subject: ModelManagerConformance,
  route: LoopbackRoute,
  options: Omit<TestContextOptions, 'access'> = {},
  query = '',
): Promise<ManagerBench> {
  const origin = await createLoopbackOrigin({ routes: { [PATH]: { body: servedBody, ...route } } });
  const manager = subject.create();
  // A manager may learn its origins from what the config needs: before it is asked for them.
  const written = subject.configFor(`${origin.url(PATH)}${query}`, origin);
  const context = createTestContext({ ...options, access: manager.access });

  async function plan(from: ModelManager, within: TestContext): Promise<readonly FilePlan[]> {
    const config = await from.configSchema['~standard'].validate(written);
    if (config.issues !== undefined) throw new Error(`the config is refused: ${config.issues[0]?.message ?? ''}`);
    return await from.doPlan({ model: modelEntry(manager, written), config: config.value }, within);
  }
  async function fetch(from: ModelManager, sink: FileSink, within: TestContext): Promise<void> {
    const [file] = await plan(from, within);
    await from.doFetch(file ?? missing(), sink, within);
  }

  return {
    manager,
    context,
    origin,
    plan: () => plan(manager, context),
    fetch: (sink) => fetch(manager, sink, context),
    async interrupt() {
      const controller = new AbortController();
      const before = subject.create();
      const stopped = createTestContext({ ...options, access: before.access, signal: controller.signal });
      const sink = createMemorySink();
      const fetching = fetch(before, sink, stopped).catch((error: unknown) => error);
      // A manager that collects a piece before it writes may never have all that came.
      await until(() => origin.requests.some(({ sentBytes }) => sentBytes >= HALF) && sink.present.length > 0);
      controller.abort(new Error('stopped half way'));
      await fetching;
      await stopped.close();
      return sink.reopen();
    },
    requests: () => origin.requests.filter(({ url }) => url.startsWith(PATH)),
    async [Symbol.asyncDispose]() {
      await context.close();
      await origin.close();
    },
  };
}

function modelEntry(manager: ModelManager, config: unknown): ModelEntry {
  return {
    base_name: 'conformance/model',
    base_filename: 'model.bin',
    manager: { type: manager.types[0], config: config as Record<string, unknown> },
  };
}

/** Waits for something that the other side does. */
export async function until(isSo: () => boolean): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (!isSo()) {
    if (Date.now() > end) throw new Error('the manager did not get so far');
    await delay(5);
  }
}

export function missing(): never {
  throw new Error('the manager planned no file');
}
