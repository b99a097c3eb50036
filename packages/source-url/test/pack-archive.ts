import { buffer } from 'node:stream/consumers';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';

/** A gzipped tar of the files, by path, in their order. */
export async function packArchive(files: Readonly<Record<string, string | Uint8Array>>): Promise<Buffer> {
  const archive = pack();
  for (const [name, content] of Object.entries(files)) {
    archive.entry({ name, mtime: new Date(0) }, Buffer.from(content as Uint8Array));
  }
  archive.finalize();
  return await buffer(archive.pipe(createGzip()));
}
