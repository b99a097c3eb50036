import type { ZooEvent, ZooEventListener, ZooPhase } from '@modelzoo/core';
import type { OutputStream } from '../cli-host.js';
import { cutText } from '../terminal/cut-text.js';
import { formatDuration } from '../terminal/human-units.js';
import { printable } from '../terminal/printable.js';
import type { View } from '../terminal/view.js';
import type { TransferState } from './transfer-meter.js';
import { createTransferView, type TransferView } from './transfer-view.js';

/** Tells on stderr what goes on. */
export interface Progress {
  readonly onEvent: ZooEventListener;
  /** What is going on, on a line that moves. Nothing where there is no terminal. */
  readonly status: (text: string) => void;
  /** Takes the lines that move away: before anything else is printed, and at the end. */
  readonly clear: () => void;
}

/** How much is told. */
export interface ProgressOptions {
  readonly stream: OutputStream;
  readonly view: View;
  readonly quiet: boolean;
  /** Also steps, and notices for debugging. */
  readonly verbose: boolean;
  /** Milliseconds of a clock that only goes forward. */
  readonly nowMs: () => number;
}

const REDRAW_MS = 100;
const LOG_EVERY_MS = 5000;
const ERASE_LINE = '\r\u001b[K';
const ERASE_LINE_ABOVE = '\u001b[1A\u001b[K';

const STEPS: Readonly<Record<ZooPhase, string | undefined>> = {
  resolve: 'Looking up',
  open: 'Fetching',
  extract: 'Unpacking',
  read: 'Reading the manifests of',
  plan: 'Looking up the files of',
  fetch: undefined, // Its progress is told in bytes.
  verify: 'Checking',
  publish: 'Storing',
  load: 'Loading',
};

/** On a terminal a few lines that move; otherwise a line now and then. */
export function createProgress(options: ProgressOptions): Progress {
  const { stream, view, quiet, verbose, nowMs } = options;
  const width = quiet ? undefined : view.width;
  let drawnLines = 0;
  let transfer: TransferView | undefined;
  let isComplete = false;
  let toldAtMs = Number.NEGATIVE_INFINITY;
  let toldTenths = 0;

  function erasing(): string {
    return drawnLines === 0 ? '' : `${ERASE_LINE}${ERASE_LINE_ABOVE.repeat(drawnLines - 1)}`;
  }

  function clear(): void {
    if (drawnLines > 0) stream.write(erasing());
    drawnLines = 0;
  }

  function draw(lines: readonly string[], columns: number): void {
    const cut = lines.map((line) => cutText(line, Math.max(1, columns - 1)));
    stream.write(`${erasing() || ERASE_LINE}${cut.join('\n')}`);
    drawnLines = lines.length;
  }

  function say(text: string): void {
    clear();
    stream.write(`${text}\n`);
  }

  function onPhase(phase: ZooPhase, subject: string): void {
    const step = STEPS[phase];
    if (step === undefined) return;
    transfer = undefined;
    const text = `${step} ${printable(subject)} …`;
    if (width !== undefined) draw([view.style.dim(text)], width);
    else if (verbose) say(text);
  }

  function onTransfer(event: Extract<ZooEvent, { type: 'progress' }>): void {
    const now = nowMs();
    if (transfer?.subject !== event.subject) {
      transfer = createTransferView(event.subject);
      isComplete = false;
      toldAtMs = width === undefined ? now : Number.NEGATIVE_INFINITY;
      toldTenths = 0;
    }
    transfer.update(event, now);
    const state = transfer.state(now);
    const wasComplete = isComplete;
    isComplete = state.doneBytes === state.totalBytes;
    if (width === undefined) {
      if (!isLineDue(state, now)) return;
      say(transfer.line(now));
    } else {
      // The last word is always said, though files that are not known yet may make it the last but one.
      if (now - toldAtMs < REDRAW_MS && (wasComplete || !isComplete)) return;
      draw(transfer.bars(width, view.style, now), width);
    }
    toldAtMs = now;
  }

  /** In a log: one for each tenth, or every few seconds where nobody knows how much there is. */
  function isLineDue({ doneBytes, totalBytes }: TransferState, now: number): boolean {
    if (totalBytes === undefined || totalBytes === 0) return now - toldAtMs >= LOG_EVERY_MS;
    const tenths = Math.floor((doneBytes / totalBytes) * 10);
    const isMore = tenths > toldTenths;
    toldTenths = tenths;
    return isMore;
  }

  function onEvent(event: ZooEvent): void {
    if (quiet) return;
    switch (event.type) {
      case 'phase':
        onPhase(event.phase, event.subject);
        break;
      case 'progress':
        onTransfer(event);
        break;
      case 'retry':
        say(
          `${printable(event.subject)}: ${printable(event.reason)} Trying again in ${formatDuration(event.delayMs / 1000)}.`,
        );
        break;
      case 'notice':
        if (event.level === 'debug' && !verbose) break;
        say(
          event.level === 'warn' ? `${view.style.yellow('!')} ${printable(event.message)}` : printable(event.message),
        );
        break;
    }
  }

  return {
    onEvent,
    status(text) {
      const now = nowMs();
      if (width === undefined || now - toldAtMs < REDRAW_MS) return;
      toldAtMs = now;
      draw([view.style.dim(text)], width);
    },
    clear,
  };
}
