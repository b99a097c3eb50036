import { ZooError, type FileSink } from '@modelzoo/core';

/** A sink for a file of which nobody says how long it is, so that it cannot fill the disk: it takes so much and no more. */
export function limitSink(sink: FileSink, maxBytes: number, url: URL): FileSink {
  return {
    get resume() {
      return sink.resume;
    },
    get present() {
      return sink.present;
    },
    begin: (content) => sink.begin(content),
    write(position, bytes) {
      if (position + bytes.byteLength <= maxBytes) return sink.write(position, bytes);
      throw new ZooError(
        'ERR_ZOO_SIZE_MISMATCH',
        `The file ${url.pathname} from ${url.host} goes on after ${String(maxBytes)} bytes, and nobody said how long it is.`,
        {
          hint: 'Nothing was installed. If it really is that long, raise maxUndeclaredBytes, or ask the author of the source to declare its size_bytes.',
          details: { host: url.host, path: url.pathname, maxBytes, isLasting: true },
        },
      );
    },
  };
}
