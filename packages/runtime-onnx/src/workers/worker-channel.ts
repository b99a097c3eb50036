import type { WorkerReply, WorkerRequest } from './worker-messages.js';

/** Where graphs run: a thread of this process, or a process of its own, whose crash is not ours. */
export type Isolation = 'thread' | 'process';

/** The line to a worker. While it is open and not {@link hold held}, it does not keep the process from ending. */
export interface WorkerChannel {
  /** Buffers in `transfer` change their owner, where that is possible. */
  post(request: WorkerRequest, transfer: readonly ArrayBuffer[]): void;
  /** Whether the process is to stay for an answer. */
  hold(waiting: boolean): void;
  /** Ends the worker. A process ends at once, whatever it does; a thread when the native code that it is in returns. */
  stop(): Promise<void>;
}

/** What a channel tells. */
export interface ChannelListener {
  onReply(reply: WorkerReply): void;
  /** The worker is gone; `reason` says how, and an error that it threw is the cause. Told once. */
  onEnd(reason: string, cause?: unknown): void;
}

/** Opens a line to a new worker. */
export type OpenChannel = (listener: ChannelListener) => WorkerChannel;
