import type { ZooEvent } from '@modelzoo/core';
import type { Progress, ProgressOptions } from './progress.js';
import { TransferMeter } from './transfer-meter.js';

/** Tells events as JSON, one on each line. Bytes of a file come with the rate of the whole download and the time it takes yet. */
export function createJsonProgress({ stream, nowMs }: Pick<ProgressOptions, 'stream' | 'nowMs'>): Progress {
  const meters = new Map<string, TransferMeter>();

  function write(line: Readonly<Record<string, unknown>>): void {
    stream.write(`${JSON.stringify(line)}\n`);
  }

  function onTransfer({ subject, file, doneBytes, totalBytes, all }: Extract<ZooEvent, { type: 'progress' }>): void {
    const meter = meters.get(subject) ?? new TransferMeter();
    meters.set(subject, meter);
    const now = nowMs();
    if (all === undefined) meter.update(file, doneBytes, totalBytes, now);
    else meter.update('', all.doneBytes, all.totalBytes, now);
    const { bytesPerSecond, secondsLeft } = meter.state(now);
    write({
      event: 'progress',
      subject,
      file,
      done_bytes: doneBytes,
      total_bytes: totalBytes,
      ...(all !== undefined && {
        all: { done_bytes: all.doneBytes, total_bytes: all.totalBytes, files: all.files, done_files: all.doneFiles },
      }),
      bytes_per_second: bytesPerSecond === undefined ? undefined : Math.round(bytesPerSecond),
      seconds_left: secondsLeft === undefined ? undefined : Math.round(secondsLeft * 10) / 10,
    });
  }

  return {
    onEvent(event) {
      switch (event.type) {
        case 'progress':
          onTransfer(event);
          break;
        case 'retry': {
          const { subject, attempt, delayMs, reason } = event;
          write({ event: 'retry', subject, attempt, delay_ms: delayMs, reason });
          break;
        }
        case 'phase':
          write({ event: 'phase', phase: event.phase, subject: event.subject });
          break;
        case 'notice':
          if (event.level !== 'debug') write({ event: 'notice', level: event.level, message: event.message });
          break;
      }
    },
    status: () => undefined,
    clear: () => undefined,
  };
}
