import type { ZooEvent } from '@modelzoo/core';
import textWidth from 'fast-string-width';
import { describe, expect, it } from 'vitest';
import { createTextStream } from '../../test/support/run-cli.js';
import { PLAIN_VIEW } from '../../test/support/samples.js';
import { createProgress, type Progress } from './progress.js';
import { MOST_BARS } from './transfer-view.js';

interface Told {
  readonly progress: Progress;
  readonly text: () => string;
  readonly clock: (atMs: number) => void;
}

function tellTo(columns: number | undefined, options: { quiet?: boolean; verbose?: boolean } = {}): Told {
  const { stream, text } = createTextStream(columns);
  let nowMs = 0;
  const { quiet = false, verbose = false } = options;
  const view = { ...PLAIN_VIEW, width: columns };
  const progress = createProgress({ stream, view, quiet, verbose, nowMs: () => nowMs });
  return {
    progress,
    text,
    clock(atMs) {
      nowMs = atMs;
    },
  };
}

function bytes(doneBytes: number, totalBytes?: number): ZooEvent {
  return { type: 'progress', subject: 'org/model', file: 'a.onnx', doneBytes, totalBytes };
}

/** First words of the lines that were drawn last. */
function namesOn(text: string): string[] {
  const drawn = text.split('\u001b[K').at(-1) ?? '';
  return drawn.split('\n').map((line) => line.trim().split(' ')[0] ?? '');
}

describe('createProgress', () => {
  it('draws one line that moves on a terminal, and takes it away', () => {
    const { progress, text, clock } = tellTo(100);
    progress.onEvent(bytes(0, 4_000_000));
    clock(1000);
    progress.onEvent(bytes(1_000_000, 4_000_000));
    const line = text().split('\r\u001b[K').at(-1);
    expect(line).toBe('org/model  ━━━━━━──────────────────  25 %, 1 MB of 4 MB, 1 MB/s, 3 s left');
    progress.clear();
    expect(text().endsWith('\r\u001b[K')).toBe(true);
    expect(text()).not.toContain('\n');
  });

  it('never fills a line of the terminal, so that it does not wrap', () => {
    const { progress, text } = tellTo(30);
    progress.onEvent({ ...bytes(1, 3), subject: 'a/very/long/name-of-a-model-that-does-not-fit' } as ZooEvent);
    for (const line of text().split('\r\u001b[K')) expect(textWidth(line)).toBeLessThan(30);
  });

  it('does not draw more often than anybody can see', () => {
    const { progress, text, clock } = tellTo(100);
    for (let ms = 0; ms < 1000; ms += 1) {
      clock(ms);
      progress.onEvent(bytes(ms, 4_000_000));
    }
    expect(text().split('\r\u001b[K').length).toBeLessThan(15);
  });

  it('writes a line for each tenth where there is no terminal', () => {
    const { progress, text, clock } = tellTo(undefined);
    for (let second = 0; second <= 5; second += 1) {
      clock(second * 1000);
      progress.onEvent(bytes(second * 1_000_000, 20_000_000));
    }
    expect(text()).toBe(
      'org/model: 10 %, 2 MB of 20 MB, 1 MB/s, 18 s left\norg/model: 20 %, 4 MB of 20 MB, 1 MB/s, 16 s left\n',
    );
  });

  it('tells how far all files of a download are together, where that is known', () => {
    const { progress, text } = tellTo(100);
    const all = { doneBytes: 3_000_000, totalBytes: 12_000_000, files: 3, doneFiles: 1 };
    progress.onEvent({ ...bytes(1_000_000, 2_000_000), all } as ZooEvent);
    expect(text()).toContain('25 %, 3 MB of 12 MB, 1 of 3 files');
  });

  it('draws a bar for each file under way above that of all, and none for those that are there', () => {
    const { progress, text, clock } = tellTo(100);
    const tell = (atMs: number, file: string, doneBytes: number, doneFiles: number): void => {
      clock(atMs);
      const all = { doneBytes: doneBytes + 50, totalBytes: 400, files: 4, doneFiles };
      progress.onEvent({ type: 'progress', subject: 'm', file, doneBytes, totalBytes: 100, all });
    };
    tell(0, 'a', 50, 0);
    tell(1000, 'b', 50, 0);
    expect(namesOn(text())).toEqual(['a', 'b', 'm']);
    tell(2000, 'a', 100, 1);
    expect(namesOn(text())).toEqual(['b', 'm']);
    // Three lines were there before, so that two above the last one go as well.
    expect(text()).toContain('\r\u001b[K\u001b[1A\u001b[K\u001b[1A\u001b[K  b');
  });

  it('draws no more than a few bars, however many files are under way', () => {
    const { progress, text, clock } = tellTo(100);
    const all = { doneBytes: 500, totalBytes: 90_000, files: 900, doneFiles: 0 };
    for (let index = 0; index < 900; index += 1) {
      clock(index * 1000);
      progress.onEvent({ type: 'progress', subject: 'm', file: `f${index}`, doneBytes: 1, totalBytes: 100, all });
    }
    expect(text().split('\u001b[K').at(-1)?.split('\n')).toHaveLength(MOST_BARS + 1);
  });

  it('tells in a log how many files are there', () => {
    const { progress, text, clock } = tellTo(undefined);
    for (const second of [0, 1]) {
      clock(second * 1000);
      const all = { doneBytes: second * 100, totalBytes: 400, files: 4, doneFiles: second };
      progress.onEvent({ ...bytes(100, 100), all } as ZooEvent);
    }
    expect(text()).toBe('org/model: 25 %, 100 B of 400 B, 1 of 4 files, 100 B/s, 3 s left\n');
  });

  it('counts bytes when nobody knows how many there will be', () => {
    const { progress, text } = tellTo(100);
    progress.onEvent(bytes(1_500_000));
    expect(text()).toContain('org/model  1.5 MB');
  });

  it('tells steps on a terminal, and elsewhere only when asked', () => {
    const step: ZooEvent = { type: 'phase', phase: 'resolve', subject: 'u/r' };
    const [terminal, log, verbose] = [tellTo(80), tellTo(undefined), tellTo(undefined, { verbose: true })];
    for (const { progress } of [terminal, log, verbose]) progress.onEvent(step);
    expect(terminal.text()).toContain('Looking up u/r');
    expect(log.text()).toBe('');
    expect(verbose.text()).toBe('Looking up u/r …\n');
  });

  it('tells retries and notices, and those for debugging only when asked', () => {
    const { progress, text } = tellTo(undefined);
    progress.onEvent({ type: 'retry', subject: 'm', attempt: 2, delayMs: 3000, reason: 'The host was busy.' });
    progress.onEvent({ type: 'notice', level: 'debug', message: 'details' });
    progress.onEvent({ type: 'notice', level: 'warn', message: 'careful\u001b[31m' });
    expect(text()).toBe('m: The host was busy. Trying again in 3 s.\n! careful\\u{1b}[31m\n');
  });

  it('says on a terminal how far something is', () => {
    const [terminal, log] = [tellTo(80), tellTo(undefined)];
    for (const { progress } of [terminal, log]) progress.status('3 of 7 …');
    expect(terminal.text()).toBe('\r\u001b[K3 of 7 …');
    expect(log.text()).toBe('');
  });

  it('says nothing when quiet', () => {
    const { progress, text } = tellTo(80, { quiet: true, verbose: true });
    progress.onEvent(bytes(1, 2));
    progress.onEvent({ type: 'notice', level: 'warn', message: 'careful' });
    progress.status('3 of 7 …');
    expect(text()).toBe('');
  });
});
