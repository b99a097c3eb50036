import { setImmediate as nextTurn } from 'node:timers/promises';
import { createBufferPool } from './buffer-pool.js';
import type { Engine } from './engine.js';
import { createJobQueue, type Job } from './job-queue.js';
import type { Tenant } from './memory-budget.js';
import { createPermits } from './permits.js';
import { transferableFeeds } from './transferable-feeds.js';
import type { WorkerClient } from './worker-client.js';
import type { NamedTensor, RunAnswer } from './worker-messages.js';

/** A graph in one worker or several, and those who wait for it. */
export interface GraphPool extends AsyncDisposable {
  /**
   * Runs the graph once, when it is this request's turn.
   * @throws whatever `prepare` throws, the signal's reason, or the error of the worker
   */
  submit(request: RunRequest): Promise<readonly NamedTensor[]>;
}

/**
 * Makes the tensors of an input.
 * @param allocate Gives so many bytes of memory, of any content.
 */
export type Prepare = (allocate: (sizeBytes: number) => ArrayBuffer) => Promise<readonly NamedTensor[]>;

/** One run of a graph, or one item of it. */
export interface RunRequest {
  /**
   * Makes the tensors, once there is room for them. Called again when a run of several items failed, to try each by itself.
   * Their buffers go to the worker, unless `shared`.
   */
  readonly prepare: Prepare;
  /** The tensors belong to somebody else, and are copied. */
  readonly shared: boolean;
  readonly fetches: readonly string[];
  /** How many items like this one may go through the graph together, joined along their first dimension, which is 1. */
  readonly maxBatch: number;
  readonly signal: AbortSignal | undefined;
}

export interface PoolSettings {
  readonly engine: Engine;
  /** Bytes that the graph takes in each worker. */
  readonly sizeBytes: number;
  /** Threads that one run uses. */
  readonly threads: number;
  /** The worker with which the pool begins. */
  readonly first: WorkerClient;
  /** Makes one more, with the graph loaded. */
  readonly start: () => Promise<WorkerClient>;
}

interface Slot {
  worker: WorkerClient;
  busy: boolean;
}

/** Inputs that are prepared, wait or run: enough to keep a graph busy, and few enough to hold in memory. */
const PREPARED_PER_BATCH = 2;
const FEWEST_PREPARED = 4;
/** Of memory that waits for inputs to come. */
const MOST_KEPT_BYTES = 32 * 2 ** 20;

export function createGraphPool(settings: PoolSettings): GraphPool {
  const { engine, threads, sizeBytes } = settings;
  const mostWorkers = Math.max(1, Math.floor(engine.threadCount / threads));
  const slots = new Set<Slot>([{ worker: settings.first, busy: false }]);
  const queue = createJobQueue(engine.batchDelayMs, () => void dispatch());
  const submissions = new Set<Promise<unknown>>();
  const prepared = Math.max(engine.maxBatchSize * PREPARED_PER_BATCH, FEWEST_PREPARED) * mostWorkers;
  const admission = createPermits(prepared);
  const buffers = createBufferPool(MOST_KEPT_BYTES);
  let dispatching = false;
  let loading: Promise<void> | undefined;

  const tenant: Tenant = {
    get sizeBytes() {
      return slots.size * sizeBytes;
    },
    isIdle: () => submissions.size === 0 && loading === undefined,
    unload: stopAll,
  };

  async function stopAll(): Promise<void> {
    const workers = [...slots].map(({ worker }) => worker);
    slots.clear();
    buffers.clear();
    await Promise.all(workers.map((worker) => worker.stop()));
  }

  /** Adds a worker, when there is work for it. Those who wait get the error when none is left to work for them. */
  function grow(): void {
    if (loading !== undefined || slots.size >= mostWorkers) return;
    if (slots.size > 0 && !engine.memory.hasRoom(sizeBytes)) return;
    const load = async (): Promise<void> => {
      try {
        slots.add({ worker: await settings.start(), busy: false });
        await engine.memory.use(tenant);
      } catch (error) {
        if (slots.size === 0) queue.failAll(error);
      } finally {
        loading = undefined;
        void dispatch();
      }
    };
    loading = load();
  }

  async function dispatch(): Promise<void> {
    if (dispatching) return;
    dispatching = true;
    try {
      while (queue.isReady()) {
        for (const slot of slots) if (slot.worker.ended) slots.delete(slot);
        const slot = [...slots].find(({ busy }) => !busy);
        if (slot === undefined) return grow();
        const release = await engine.threads.acquire(threads);
        const jobs = queue.take();
        slot.busy = true;
        void work(slot, jobs).finally(() => {
          release();
          slot.busy = false;
          void dispatch();
        });
      }
    } finally {
      dispatching = false;
    }
  }

  async function work({ worker }: Slot, jobs: readonly Job[]): Promise<void> {
    const [first] = jobs;
    if (first === undefined) return;
    try {
      const { items, transfer } = transferableFeeds(jobs);
      const { maxOutputBytes, runTimeoutMs: timeoutMs } = engine;
      const call = { kind: 'run', items, fetches: first.fetches, maxOutputBytes } as const;
      const answer = (await worker.call(call, { timeoutMs, transfer })) as RunAnswer;
      buffers.give(answer.buffers);
      if (answer.items === undefined) queue.joinNoMore();
      void settleInTurns(jobs, answer);
    } catch (error) {
      // One bad item must not cost those that happened to go with it.
      for (const job of jobs) if (jobs.length > 1) job.settle('alone');
      if (jobs.length === 1) first.fail(error);
    }
  }

  async function runOne(request: RunRequest): Promise<readonly NamedTensor[]> {
    const { prepare, signal, maxBatch, fetches, shared } = request;
    const release = await admission.acquire(1, signal);
    try {
      for (let batch = maxBatch; ; batch = 1) {
        const feeds = await queue.announce(batch, () => prepare(buffers.take));
        signal?.throwIfAborted();
        void engine.memory.use(tenant);
        const outcome = await queue.add({ feeds, fetches, shared, maxBatch: batch }, signal);
        if (outcome !== 'alone') return outcome;
      }
    } finally {
      release();
    }
  }

  void engine.memory.use(tenant);

  return {
    async submit(request) {
      const submission = runOne(request);
      submissions.add(submission);
      try {
        return await submission;
      } finally {
        submissions.delete(submission);
      }
    },
    async [Symbol.asyncDispose]() {
      await Promise.allSettled(submissions);
      await loading;
      engine.memory.remove(tenant);
      await stopAll();
    },
  };
}

/** Whoever waits for a job may compute for a while with what came of it; other things happen between two of them. */
async function settleInTurns(jobs: readonly Job[], { items }: RunAnswer): Promise<void> {
  for (const [index, job] of jobs.entries()) {
    if (index > 0) await nextTurn();
    job.settle(items?.[index] ?? 'alone');
  }
}
