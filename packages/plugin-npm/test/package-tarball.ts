import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';

/** A tarball as `npm pack` makes it: every file below `package/`. */
export async function packTarball(files: Readonly<Record<string, string | Uint8Array>>): Promise<Buffer> {
  const tar = pack();
  for (const [path, content] of Object.entries(files)) {
    tar.entry({ name: `package/${path}` }, Buffer.from(content as Uint8Array));
  }
  tar.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of tar) chunks.push(chunk as Uint8Array);
  return gzipSync(Buffer.concat(chunks));
}
