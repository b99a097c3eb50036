import { execFile } from 'node:child_process';

/** What became of a run of GitHub's own program. */
export type GhAnswer =
  | { readonly kind: 'printed'; readonly text: string }
  | { readonly kind: 'failed' }
  | { readonly kind: 'absent' };

/** Runs `gh` with arguments. Never rejects; an abort is a failure. */
export type RunGh = (args: readonly string[], signal: AbortSignal) => Promise<GhAnswer>;

const TIMEOUT_MS = 10_000;
const MAX_OUTPUT_BYTES = 64 * 1024;

/** Runs the `gh` of the path, without a shell, for ten seconds at most. */
export const runGh: RunGh = (args, signal) => runProgram('gh', args, signal);

/** Runs a program, without a shell. */
export async function runProgram(file: string, args: readonly string[], signal: AbortSignal): Promise<GhAnswer> {
  return new Promise((resolve) => {
    const options = {
      encoding: 'utf8',
      maxBuffer: MAX_OUTPUT_BYTES,
      signal,
      timeout: TIMEOUT_MS,
      windowsHide: true,
    } as const;
    execFile(file, [...args], options, (error, stdout) => {
      if (error === null) resolve({ kind: 'printed', text: stdout.trim() });
      else resolve({ kind: error.code === 'ENOENT' ? 'absent' : 'failed' });
    });
  });
}
