#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { main } from './main.js';

/** A run that was told to stop and did not is ended after this. What is on disk survives that. */
const STOP_TIMEOUT_MS = 900;
/** Sockets and workers that nobody waits for must not keep a finished command alive. */
const LINGER_MS = 1000;

enableCompileCache();

const controller = new AbortController();
for (const [name, exitCode] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.on(name, () => {
    if (controller.signal.aborted) process.exit(exitCode);
    controller.abort();
    setTimeout(() => process.exit(exitCode), STOP_TIMEOUT_MS).unref();
  });
}
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // The reader has seen enough (`zoo list | head`): nobody is left to tell anything.
    process.exit(error.code === 'EPIPE' ? 0 : 1);
  });
}

process.exitCode = await main(process.argv.slice(2), {
  env: process.env,
  cwd: process.cwd(),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  signal: controller.signal,
});
setTimeout(() => process.exit(), LINGER_MS).unref();
