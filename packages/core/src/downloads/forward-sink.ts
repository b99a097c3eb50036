import type { FileSink } from '../plugins/model-manager.js';

/** A sink that hands everything on to another, but for what is done otherwise. */
export function forwardSink<More extends Partial<FileSink>>(sink: FileSink, more: More): FileSink & More {
  return {
    get resume() {
      return sink.resume;
    },
    get present() {
      return sink.present;
    },
    begin: (content) => sink.begin(content),
    write: (position, bytes) => sink.write(position, bytes),
    ...more,
  };
}
