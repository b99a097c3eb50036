import prettyBytes from 'pretty-bytes';
import { cutText } from '../terminal/cut-text.js';
import { formatDuration } from '../terminal/human-units.js';
import type { Style } from '../terminal/style.js';
import type { TransferState } from './transfer-meter.js';

const BAR_WIDTH = 24;
/** What the bar and its numbers take at most; the name gets the rest of the line. */
const NUMBERS_WIDTH = 80;

/**
 * A transfer on one line of a terminal, with a bar.
 *
 * @param count How many of its files are there, in words; empty for a single file.
 */
export function formatBar(name: string, state: TransferState, width: number, style: Style, count = ''): string {
  const { doneBytes, totalBytes } = state;
  const shownName = cutText(name, Math.max(12, width - NUMBERS_WIDTH), 'start');
  const share = totalBytes === undefined || totalBytes === 0 ? undefined : Math.min(1, doneBytes / totalBytes);
  const parts = [shownName, ...(share === undefined ? [] : [drawBar(share, style)]), formatNumbers(state, count)];
  // A line that wraps could not be overwritten.
  return cutText(parts.join('  '), Math.max(1, width - 1));
}

/** The same for a log, without a bar. */
export function formatTransfer(name: string, state: TransferState, count = ''): string {
  return `${name}: ${formatNumbers(state, count)}`;
}

function formatNumbers(state: TransferState, count: string): string {
  const { doneBytes, totalBytes, bytesPerSecond, secondsLeft } = state;
  const parts = [
    totalBytes === undefined ? prettyBytes(doneBytes) : percentOf(doneBytes, totalBytes),
    ...(totalBytes === undefined ? [] : [`${prettyBytes(doneBytes)} of ${prettyBytes(totalBytes)}`]),
    ...(count === '' ? [] : [count]),
    ...(bytesPerSecond === undefined ? [] : [`${prettyBytes(Math.max(0, bytesPerSecond))}/s`]),
    ...(secondsLeft === undefined || secondsLeft < 1 ? [] : [`${formatDuration(secondsLeft)} left`]),
  ];
  return parts.join(', ');
}

function percentOf(done: number, total: number): string {
  // All but a byte is not all.
  return `${total === 0 ? 100 : Math.min(100, Math.floor((done / total) * 100))} %`;
}

function drawBar(share: number, style: Style): string {
  const filled = Math.round(share * BAR_WIDTH);
  return `${style.cyan('━'.repeat(filled))}${style.dim('─'.repeat(BAR_WIDTH - filled))}`;
}
