import type { ZooEvent } from '@modelzoo/core';
import { printable } from '../terminal/printable.js';
import type { Style } from '../terminal/style.js';
import { formatBar, formatTransfer } from './format-transfer.js';
import { TransferMeter, type TransferState } from './transfer-meter.js';

type ProgressEvent = Extract<ZooEvent, { type: 'progress' }>;

/** What there is to see of one download. */
export interface TransferView {
  readonly subject: string;
  update(event: ProgressEvent, nowMs: number): void;
  /** How far all of it is. */
  state(nowMs: number): TransferState;
  /** A bar for each of the files under way, no more than {@link MOST_BARS}, and below them one of the whole. */
  bars(width: number, style: Style, nowMs: number): string[];
  /** The whole in a line of a log. */
  line(nowMs: number): string;
}

/** Files that have a bar of their own: more would push what was there before off the screen. */
export const MOST_BARS = 4;

export function createTransferView(subject: string): TransferView {
  const meter = new TransferMeter();
  const underWay = new Map<string, TransferState>();
  const name = printable(subject);
  let count = '';

  return {
    subject,
    update({ file, doneBytes, totalBytes, all }, nowMs) {
      if (all === undefined) {
        meter.update(file, doneBytes, totalBytes, nowMs);
        return;
      }
      meter.update('', all.doneBytes, all.totalBytes, nowMs);
      if (all.files < 2) return;
      count = `${all.doneFiles} of ${all.files} files`;
      // Done files leave; the others keep their places.
      if (doneBytes === totalBytes) underWay.delete(file);
      else underWay.set(file, { doneBytes, totalBytes, bytesPerSecond: undefined, secondsLeft: undefined });
    },
    state: (nowMs) => meter.state(nowMs),
    bars(width, style, nowMs) {
      const files = [...underWay].slice(0, MOST_BARS);
      return [
        ...files.map(([file, state]) => formatBar(`  ${printable(file)}`, state, width, style)),
        formatBar(name, meter.state(nowMs), width, style, count),
      ];
    },
    line: (nowMs) => formatTransfer(name, meter.state(nowMs), count),
  };
}
