import type { Isolation } from './worker-channel.js';
import { createMemoryBudget, type MemoryBudget } from './memory-budget.js';
import { createPermits, type Permits } from './permits.js';

/** What all graphs of one plugin share, and what holds for each of them. */
export interface Engine {
  readonly isolation: Isolation;
  /** Threads that may compute at once. */
  readonly threadCount: number;
  /** These threads, for whoever runs a graph. */
  readonly threads: Permits;
  readonly memory: MemoryBudget;
  readonly loadTimeoutMs: number;
  readonly runTimeoutMs: number;
  /** Inputs that go through a graph at once, where it can. */
  readonly maxBatchSize: number;
  /** The same, where only the processor computes. */
  readonly maxBatchSizeOnCpu: number;
  /** Longest time that an input waits for others to go through the graph with. */
  readonly batchDelayMs: number;
  /** Bytes of the tensors of one input. */
  readonly maxInputBytes: number;
  /** Bytes of what one run of a graph gives. */
  readonly maxOutputBytes: number;
}

/** An engine's settings, as the user gives them. */
export interface EngineOptions {
  /**
   * Inputs that go through a graph at once, where it can: of one call, and of calls at the same time. Default 16, and 4 where
   * only the processor computes, which gains nothing from more and has to reach further for its memory.
   */
  readonly maxBatchSize?: number | undefined;
  /**
   * `thread` (the default): graphs run in threads of this process. `process`: in processes of their own, so that a graph which
   * crashes the native runtime, uses up all memory or never ends can do no harm here; tensors are copied on their way there.
   */
  readonly isolation?: Isolation | undefined;
  /** Threads that compute at once, in all models together. Default: one for each core. */
  readonly threads?: number | undefined;
  /**
   * Bytes of weights that are held in memory; beyond it, models that were not used for longest are unloaded, and loaded
   * again when they are. Default: half of the memory of the machine.
   */
  readonly memoryBudgetBytes?: number | undefined;
  /** Give up loading a graph after this time. Default 300,000. */
  readonly loadTimeoutMs?: number | undefined;
  /** Give up a run of a graph after this time. Default 300,000. */
  readonly runTimeoutMs?: number | undefined;
  /** How long an input waits at most for others that are being prepared, to go through the graph together. Default 2. */
  readonly batchDelayMs?: number | undefined;
  /** Refuse inputs whose tensors have more bytes. Default 1 GiB. */
  readonly maxInputBytes?: number | undefined;
  /** Refuse outputs of more bytes than this, for one run. Default 2 GiB. */
  readonly maxOutputBytes?: number | undefined;
}

const GIBIBYTE = 2 ** 30;
const FIVE_MINUTES_MS = 300_000;

/** @param machine Cores, and bytes of memory, of this machine. */
export function createEngine(
  options: EngineOptions,
  machine: { readonly cores: number; readonly memoryBytes: number },
): Engine {
  const { threads = machine.cores, memoryBudgetBytes = machine.memoryBytes / 2 } = options;
  return {
    isolation: options.isolation ?? 'thread',
    threadCount: threads,
    threads: createPermits(threads),
    memory: createMemoryBudget(memoryBudgetBytes),
    loadTimeoutMs: options.loadTimeoutMs ?? FIVE_MINUTES_MS,
    runTimeoutMs: options.runTimeoutMs ?? FIVE_MINUTES_MS,
    maxBatchSize: options.maxBatchSize ?? 16,
    maxBatchSizeOnCpu: options.maxBatchSize ?? 4,
    batchDelayMs: options.batchDelayMs ?? 2,
    maxInputBytes: options.maxInputBytes ?? GIBIBYTE,
    maxOutputBytes: options.maxOutputBytes ?? 2 * GIBIBYTE,
  };
}
