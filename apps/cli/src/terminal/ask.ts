import { createInterface } from 'node:readline/promises';
import type { CliHost } from '../cli-host.js';

/** Whether there is somebody to ask. */
export function canAsk({ stdin, stderr }: CliHost): boolean {
  return stdin.isTTY === true && stderr.isTTY === true;
}

/** Asks for a yes on the terminal. Anything but `y` or `yes` is no. */
export async function askYes(question: string, host: CliHost): Promise<boolean> {
  return /^\s*y(?:es)?\s*$/i.test(await askText(`${question} [y/N] `, host));
}

/** Asks for a line of text on the terminal. */
export async function askText(question: string, { stdin, stderr, signal }: CliHost): Promise<string> {
  // The terminal itself edits the line, so that Ctrl-C stays the signal that it is everywhere else.
  const lines = createInterface({ input: stdin, output: stderr, terminal: false });
  try {
    return await lines.question(question, { signal });
  } finally {
    lines.close();
  }
}
