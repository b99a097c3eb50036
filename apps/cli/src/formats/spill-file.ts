import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openFileSink, type TextSink } from './text-sink.js';

/** Text that is needed again later and may be too much for memory. */
export interface SpillFile extends TextSink {
  /** What was written, in parts. */
  read(): AsyncIterable<string>;
  /** Closes and deletes it. */
  remove(): Promise<void>;
}

/**
 * A file for text, made when the first is written.
 *
 * @param path Default: one in the system's folder for temporary files.
 * @param keepBytes So much of the file that is there stays. Default 0.
 */
export function createSpillFile(path?: string, keepBytes = 0): SpillFile {
  let opening: Promise<{ readonly sink: TextSink; readonly file: string }> | undefined;

  async function open(): Promise<{ readonly sink: TextSink; readonly file: string }> {
    const file = path ?? join(await mkdtemp(join(tmpdir(), 'zoo-')), 'annotations');
    return { file, sink: await openFileSink(file, keepBytes) };
  }
  const opened = () => (opening ??= open());

  return {
    write: async (text) => (await opened()).sink.write(text),
    sync: async () => (await opened()).sink.sync(),
    close: async () => (await opening)?.sink.close(),
    async *read() {
      const { file } = await opened();
      for await (const part of createReadStream(file, { encoding: 'utf8' })) yield String(part);
    },
    async remove() {
      if (opening === undefined) return;
      const { sink, file } = await opening;
      await sink.close();
      await rm(path === undefined ? dirname(file) : file, { recursive: path === undefined, force: true });
    },
  };
}
