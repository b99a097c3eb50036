import type { Readable, Writable } from 'node:stream';

/** Where output goes. A terminal has `isTTY` and `columns`; a file or pipe has neither. */
export type OutputStream = Writable & { readonly isTTY?: boolean | undefined; readonly columns?: number | undefined };

/** What a run of the command line touches of the outside, so that a test can stand in for the process. */
export interface CliHost {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute folder that relative paths start from. */
  readonly cwd: string;
  readonly stdin: Readable & { readonly isTTY?: boolean | undefined };
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Warnings that programs were not told yet: `main` keeps them until it is known how the command ends. */
  readonly heldWarnings?: string[] | undefined;
}
