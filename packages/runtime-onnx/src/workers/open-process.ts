import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ChannelListener, WorkerChannel } from './worker-channel.js';
import type { WorkerReply } from './worker-messages.js';
import { workerProgram } from './worker-program.js';

/** A worker that is a process of its own. Tensors are copied on their way. */
export function openProcess(listener: ChannelListener): WorkerChannel {
  const child = fork(fileURLToPath(workerProgram()), [], {
    execArgv: [],
    serialization: 'advanced',
    // What the native runtime writes goes nowhere: the error comes as a message.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  let cause: unknown;
  let ended = false;
  function end(reason: string): void {
    if (!ended) listener.onEnd(reason, cause);
    ended = true;
  }
  function hold(waiting: boolean): void {
    const change = waiting ? 'ref' : 'unref';
    child[change]();
    child.channel?.[change]();
  }
  hold(false);
  child.on('message', (reply) => listener.onReply(reply as WorkerReply));
  child.on('error', (error) => {
    cause = error;
    if (child.pid === undefined) end('the process did not start');
  });
  child.on('exit', (code, signal) => end(`the process ended with ${signal ?? code}`));
  return {
    post(request) {
      // A failure to send is told by the event that follows it.
      child.send(request, () => {});
    },
    hold,
    async stop() {
      if (ended || child.pid === undefined) return;
      const exit = once(child, 'exit');
      hold(true);
      child.kill('SIGKILL');
      await exit;
    },
  };
}
