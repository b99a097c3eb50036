import { Worker } from 'node:worker_threads';
import type { ChannelListener, WorkerChannel } from './worker-channel.js';
import type { WorkerReply } from './worker-messages.js';
import { workerProgram } from './worker-program.js';

/** A worker that is a thread of this process. */
export function openThread(listener: ChannelListener): WorkerChannel {
  // Options for Node that were meant for the program itself, like --eval or --import, are none of the worker's.
  const worker = new Worker(workerProgram(), { execArgv: [], name: 'modelzoo onnx' });
  worker.unref();
  let cause: unknown;
  worker.on('message', (reply: WorkerReply) => listener.onReply(reply));
  worker.on('error', (error) => (cause = error));
  worker.on('exit', (code) => listener.onEnd(`the thread ended with ${code}`, cause));
  return {
    post: (request, transfer) => worker.postMessage(request, transfer),
    hold: (waiting) => (waiting ? worker.ref() : worker.unref()),
    async stop() {
      // Not waited for by whoever gave up on a graph: a thread within native code ends when that returns, if it does.
      await worker.terminate();
    },
  };
}
