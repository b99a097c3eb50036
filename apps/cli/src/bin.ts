#!/usr/bin/env node
import module from 'node:module';

/** The first Node that everything below runs on: see `engines`. */
const LEAST_NODE = [22, 18] as const;
/** A run that was told to stop and did not is ended after this. What is on disk survives that. */
const STOP_TIMEOUT_MS = 900;
/** Sockets and workers that nobody waits for must not keep a finished command alive. */
const LINGER_MS = 1000;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < LEAST_NODE[0] || (major === LEAST_NODE[0] && minor < LEAST_NODE[1])) {
  // An older one would fail on the syntax or names of some module, which tells nobody anything.
  process.stderr.write(`zoo needs Node ${LEAST_NODE.join('.')} or later. This is ${process.version}.\n`);
  process.exit(1);
}
module.enableCompileCache();

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

const opened = new Set<NodeJS.WriteStream>();
function open(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  if (opened.has(stream)) return stream;
  opened.add(stream);
  return stream.on('error', (error: NodeJS.ErrnoException) => {
    // The reader has seen enough (`zoo list | head`): nobody is left to tell anything.
    process.exit(error.code === 'EPIPE' ? 0 : 1);
  });
}

const { main } = await import('./main.js');
process.exitCode = await main(process.argv.slice(2), {
  env: process.env,
  cwd: process.cwd(),
  // Node makes each of them when it is first asked for, which takes a while.
  get stdin() {
    return process.stdin;
  },
  get stdout() {
    return open(process.stdout);
  },
  get stderr() {
    return open(process.stderr);
  },
  signal: controller.signal,
});
setTimeout(() => process.exit(), LINGER_MS).unref();
