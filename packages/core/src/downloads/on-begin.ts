import type { FileSink, SinkContent } from '../plugins/model-manager.js';

/** A sink that calls `run` each time when what comes into it has begun. */
export function onBegin(sink: FileSink, run: (content: SinkContent) => Promise<void>): FileSink {
  return {
    get resume() {
      return sink.resume;
    },
    get present() {
      return sink.present;
    },
    async begin(content) {
      await sink.begin(content);
      await run(content);
    },
    write: (position, bytes) => sink.write(position, bytes),
  };
}
