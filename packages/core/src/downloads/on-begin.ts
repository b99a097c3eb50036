import type { FileSink, SinkContent } from '../plugins/model-manager.js';
import { forwardSink } from './forward-sink.js';

/** A sink that calls `run` each time when what comes into it has begun. */
export function onBegin(sink: FileSink, run: (content: SinkContent) => Promise<void>): FileSink {
  return forwardSink(sink, {
    async begin(content) {
      await sink.begin(content);
      await run(content);
    },
  });
}
