import { once } from 'node:events';
import type { OutputStream } from '../cli-host.js';
import type { TextSink } from './text-sink.js';

/** A stream of the process, which stays open. */
export function createStreamSink(stream: OutputStream): TextSink {
  return {
    async write(text) {
      if (text !== '' && !stream.write(text)) await once(stream, 'drain');
    },
    sync: async () => 0,
    async close() {
      // The process closes its own streams.
    },
  };
}
