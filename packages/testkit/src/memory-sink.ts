import type { ByteRange, FileSink, SinkContent } from '@modelzoo/core';

/** A sink that keeps the bytes in memory. `resume` and `present` are always of this moment, as they are in core's own. */
export interface MemorySink extends FileSink {
  /** Every content that was announced, in order. */
  readonly begun: readonly SinkContent[];
  /** What is there, from 0 to the end of the last range. Gaps are zeros. */
  bytes(): Uint8Array;
  /** The sink as another process would find it. */
  reopen(): MemorySink;
}

interface MemoryState {
  content: SinkContent | undefined;
  /** Grows by doubling, so that it is longer than what is there. */
  buffer: Uint8Array;
  ranges: readonly ByteRange[];
}

/** Makes a sink with nothing in it. */
export function createMemorySink(): MemorySink {
  return openSink({ content: undefined, buffer: new Uint8Array(0), ranges: [] });
}

function openSink(state: MemoryState): MemorySink {
  const begun: SinkContent[] = [];
  return {
    begun,
    get resume() {
      return state.content;
    },
    get present() {
      return state.ranges;
    },
    begin(content) {
      begun.push(content);
      if (!isSame(state.content, content)) {
        state.buffer = new Uint8Array(0);
        state.ranges = [];
      }
      state.content = content;
      return Promise.resolve();
    },
    write(position, bytes) {
      if (begun.length === 0) return Promise.reject(new TypeError('bytes were written before their content was begun'));
      const end = position + bytes.byteLength;
      if (end > state.buffer.byteLength) {
        const grown = new Uint8Array(Math.max(end, state.buffer.byteLength * 2));
        grown.set(state.buffer);
        state.buffer = grown;
      }
      state.buffer.set(bytes, position);
      state.ranges = addRange(state.ranges, { start: position, end });
      return Promise.resolve();
    },
    bytes: () => state.buffer.slice(0, state.ranges.at(-1)?.end ?? 0),
    reopen: () => openSink({ ...state, buffer: state.buffer.slice() }),
  };
}

function isSame(before: SinkContent | undefined, now: SinkContent): boolean {
  if (before?.validator === undefined || before.validator !== now.validator) return false;
  return before.sizeBytes === undefined || now.sizeBytes === undefined || before.sizeBytes === now.sizeBytes;
}

function addRange(ranges: readonly ByteRange[], added: ByteRange): ByteRange[] {
  const merged: ByteRange[] = [];
  for (const range of [...ranges, added].toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last !== undefined && range.start <= last.end) {
      merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
    } else if (range.end > range.start) {
      merged.push(range);
    }
  }
  return merged;
}
