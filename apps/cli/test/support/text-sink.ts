import type { TextSink } from '../../src/formats/text-sink.js';

/** A sink that keeps what it takes. */
export function createMemorySink(): TextSink & { text(): string; isClosed(): boolean } {
  let text = '';
  let isClosed = false;
  return {
    async write(more) {
      text += more;
    },
    sync: async () => Buffer.byteLength(text),
    async close() {
      isClosed = true;
    },
    text: () => text,
    isClosed: () => isClosed,
  };
}
