import { Readable, Writable } from 'node:stream';
import { main, type OutputStream } from '../../src/index.js';

/** What a run of the command line gave. */
export interface CliRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where and how to run. */
export interface CliRunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly stdin?: string;
  readonly signal?: AbortSignal;
}

/** Runs the command line inside this process, with streams of its own. */
export async function runCli(argv: readonly string[], options: CliRunOptions): Promise<CliRun> {
  const stdout = createTextStream();
  const stderr = createTextStream();
  const exitCode = await main(argv, {
    env: options.env ?? {},
    cwd: options.cwd,
    stdin: Readable.from(options.stdin === undefined ? [] : [options.stdin]),
    stdout: stdout.stream,
    stderr: stderr.stream,
    signal: options.signal ?? new AbortController().signal,
  });
  return { exitCode, stdout: stdout.text(), stderr: stderr.text() };
}

/** A stream that remembers what was written to it; a terminal when it is given columns. */
export function createTextStream(columns?: number): { readonly stream: OutputStream; readonly text: () => string } {
  const chunks: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: unknown, _encoding, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  const terminal = columns === undefined ? {} : { isTTY: true, columns };
  return { stream: Object.assign(stream, terminal), text: () => chunks.join('') };
}
