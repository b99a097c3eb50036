import { createDeferred } from './deferred.js';
import type { NamedTensor } from './worker-messages.js';

/** Tensors that wait for a graph. */
export interface JobRequest {
  readonly feeds: readonly NamedTensor[];
  readonly fetches: readonly string[];
  readonly shared: boolean;
  readonly maxBatch: number;
}

/** What came of a job; `alone`: it is to be tried again, and by itself. */
export type JobOutcome = readonly NamedTensor[] | 'alone';

export interface Job extends JobRequest {
  /** Jobs with the same key can go through a graph together. */
  readonly key: string;
  readonly addedAt: number;
  readonly settle: (outcome: JobOutcome) => void;
  readonly fail: (error: unknown) => void;
}

/** Jobs in the order in which they came, taken in batches. */
export interface JobQueue {
  /** Prepares something that will be added soon, so that others wait for it for a moment. */
  announce<Value>(maxBatch: number, prepare: () => Promise<Value>): Promise<Value>;
  /** Resolves when the job is done. One that is aborted leaves, and its result, if it is running, is dropped. */
  add(request: JobRequest, signal: AbortSignal | undefined): Promise<JobOutcome>;
  /** Whether a batch should run now. When it should only later, `wake` is called then. */
  isReady(): boolean;
  /** The first job, and those that go with it. */
  take(): readonly Job[];
  /** Jobs turned out not to go together. */
  joinNoMore(): void;
  failAll(error: unknown): void;
}

/** @param wake Called when there is something to look at. */
export function createJobQueue(batchDelayMs: number, wake: () => void): JobQueue {
  let jobs: Job[] = [];
  let announced = 0;
  let joins = true;
  let timer: NodeJS.Timeout | undefined;

  function batch(): readonly Job[] {
    const [first] = jobs;
    if (first === undefined) return [];
    const most = joins ? first.maxBatch : 1;
    return most === 1 ? [first] : jobs.filter(({ key }) => key === first.key).slice(0, most);
  }

  return {
    async announce(maxBatch, prepare) {
      const counts = maxBatch > 1 ? 1 : 0;
      announced += counts;
      try {
        return await prepare();
      } finally {
        announced -= counts;
        wake();
      }
    },
    async add(request, signal) {
      const { promise, resolve, reject } = createDeferred<JobOutcome>();
      const job: Job = {
        ...request,
        key: keyOf(request),
        addedAt: performance.now(),
        settle: resolve,
        fail: reject,
      };
      const leave = (): void => {
        jobs = jobs.filter((each) => each !== job);
        reject(signal?.reason);
      };
      jobs.push(job);
      signal?.addEventListener('abort', leave, { once: true });
      wake();
      try {
        return await promise;
      } finally {
        signal?.removeEventListener('abort', leave);
      }
    },
    isReady() {
      clearTimeout(timer);
      const [first] = jobs;
      if (first === undefined) return false;
      const most = joins ? first.maxBatch : 1;
      const leftMs = first.addedAt + batchDelayMs - performance.now();
      if (announced === 0 || leftMs <= 0 || batch().length >= most) return true;
      timer = setTimeout(wake, leftMs);
      return false;
    },
    take() {
      const taken = new Set(batch());
      jobs = jobs.filter((job) => !taken.has(job));
      return [...taken];
    },
    joinNoMore() {
      joins = false;
    },
    failAll(error) {
      for (const job of jobs) job.fail(error);
      jobs = [];
    },
  };
}

function keyOf({ feeds, fetches, maxBatch }: JobRequest): string {
  const shapes = feeds.map(({ name, tensor }) => [name, tensor.type, tensor.dims]);
  return maxBatch > 1 ? JSON.stringify([maxBatch, fetches, shapes]) : '';
}
