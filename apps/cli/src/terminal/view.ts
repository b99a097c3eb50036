import type { OutputStream } from '../cli-host.js';
import { createStyle, type Style } from './style.js';

/** What is shown to people depends on this, and on nothing else beside the result. */
export interface View {
  readonly style: Style;
  /** Columns of the terminal; `undefined`: not a terminal, and nothing is shortened. */
  readonly width: number | undefined;
  /** What "2 days ago" is relative to. */
  readonly now: Date;
}

/** Columns of a terminal that does not say how many it has. */
const USUAL_WIDTH = 80;

/** How to write for people on a stream: colours and shortened lines only on a terminal. */
export function viewOf(stream: OutputStream, env: Readonly<Record<string, string | undefined>>, now: Date): View {
  const isTerminal = stream.isTTY === true;
  return {
    style: createStyle(isTerminal && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb'),
    // A terminal that was never told its size says 0.
    width: isTerminal ? stream.columns || USUAL_WIDTH : undefined,
    now,
  };
}
