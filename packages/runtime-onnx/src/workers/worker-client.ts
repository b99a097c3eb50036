import { createDeferred, type Deferred } from './deferred.js';
import type { ChannelListener, OpenChannel } from './worker-channel.js';
import type { WorkerCall, WorkerFailure, WorkerReply } from './worker-messages.js';

/** A worker to be asked. */
export interface WorkerClient {
  /**
   * Gives the answer that goes with the kind of the call. Calls are answered one after the other.
   * @throws WorkerCallError when the worker says that it failed, WorkerEndedError when it ends or takes too long
   */
  call(call: WorkerCall, options?: CallOptions): Promise<unknown>;
  readonly ended: boolean;
  /** Ends the worker; whoever waits for it gets a {@link WorkerEndedError}. */
  stop(reason?: string): Promise<void>;
}

interface CallOptions {
  /** Milliseconds to the answer; then the worker is ended. */
  readonly timeoutMs?: number | undefined;
  readonly transfer?: readonly ArrayBuffer[] | undefined;
}

/** The runtime failed, and the worker goes on. */
export class WorkerCallError extends Error {
  override readonly name = 'WorkerCallError';
  readonly code: string | undefined;
  readonly outputBytes: number | undefined;

  constructor({ message, code, outputBytes }: WorkerFailure) {
    super(message);
    this.code = code;
    this.outputBytes = outputBytes;
  }
}

/** The worker is gone, and with it what it was asked. */
export class WorkerEndedError extends Error {
  override readonly name = 'WorkerEndedError';
}

/** Starts a worker. */
export function createWorkerClient(open: OpenChannel): WorkerClient {
  const waiting = new Map<number, Deferred<unknown>>();
  let nextId = 0;
  let end: WorkerEndedError | undefined;

  function settle(id: number): Deferred<unknown> | undefined {
    const found = waiting.get(id);
    waiting.delete(id);
    if (found !== undefined && waiting.size === 0) channel.hold(false);
    return found;
  }

  function fail(reason: string, cause?: unknown): void {
    end ??= new WorkerEndedError(reason, { cause });
    for (const id of waiting.keys()) settle(id)?.reject(end);
  }

  const listener: ChannelListener = {
    onReply(reply: WorkerReply) {
      const found = settle(reply.id);
      if ('failure' in reply) found?.reject(new WorkerCallError(reply.failure));
      else found?.resolve(reply.value);
    },
    onEnd: fail,
  };
  const channel = open(listener);

  async function stop(reason = 'it was stopped'): Promise<void> {
    fail(reason);
    await channel.stop();
  }

  return {
    get ended() {
      return end !== undefined;
    },
    stop,
    async call(call, { timeoutMs, transfer = [] } = {}) {
      if (end !== undefined) throw end;
      const id = (nextId += 1);
      const answer = createDeferred<unknown>();
      if (waiting.size === 0) channel.hold(true);
      waiting.set(id, answer);
      // Nobody waits for a thread that is to end: within native code it may take for ever.
      const timeUp = (): void => void stop(`it took more than ${timeoutMs} ms`);
      const timer = timeoutMs === undefined ? undefined : setTimeout(timeUp, timeoutMs);
      try {
        channel.post({ id, call }, transfer);
        return await answer.promise;
      } catch (error) {
        settle(id);
        throw error;
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
