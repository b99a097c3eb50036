import { describe, expect, it } from 'vitest';
import { createTextStream } from '../../test/support/run-cli.js';
import { createJsonProgress } from './json-progress.js';

describe('createJsonProgress', () => {
  it('writes each event on a line of its own, with the rate and the time left', () => {
    const { stream, text } = createTextStream(undefined);
    let nowMs = 0;
    const { onEvent, status, clear } = createJsonProgress({ stream, nowMs: () => nowMs });
    onEvent({ type: 'phase', phase: 'fetch', subject: 'm' });
    for (const doneBytes of [0, 1000]) {
      const all = { doneBytes, totalBytes: 4000, files: 2, doneFiles: 1 };
      onEvent({ type: 'progress', subject: 'm', file: 'a', doneBytes, totalBytes: 2000, all });
      nowMs += 1000;
    }
    onEvent({ type: 'retry', subject: 'm', attempt: 2, delayMs: 5, reason: 'It broke.' });
    onEvent({ type: 'notice', level: 'debug', message: 'nobody asked' });
    onEvent({ type: 'notice', level: 'warn', message: 'two\nlines' });
    status('nothing');
    clear();
    expect(
      text()
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      { event: 'phase', phase: 'fetch', subject: 'm' },
      {
        event: 'progress',
        subject: 'm',
        file: 'a',
        done_bytes: 0,
        total_bytes: 2000,
        all: { done_bytes: 0, total_bytes: 4000, files: 2, done_files: 1 },
      },
      {
        event: 'progress',
        subject: 'm',
        file: 'a',
        done_bytes: 1000,
        total_bytes: 2000,
        all: { done_bytes: 1000, total_bytes: 4000, files: 2, done_files: 1 },
        bytes_per_second: 1000,
        seconds_left: 3,
      },
      { event: 'retry', subject: 'm', attempt: 2, delay_ms: 5, reason: 'It broke.' },
      { event: 'notice', level: 'warn', message: 'two\nlines' },
    ]);
  });
});
