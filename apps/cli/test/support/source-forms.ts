import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';
import type { SourceFiles } from './colour-source.js';

/** Writes the files of a source below a folder. */
export async function writeSource(folder: string, files: SourceFiles): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

/** The files of a source below one top folder, in a gzipped tar. */
export async function packSource(topFolder: string, files: SourceFiles): Promise<Uint8Array> {
  const archive = pack();
  for (const [path, content] of Object.entries(files)) {
    archive.entry({ name: `${topFolder}/${path}`, mode: 0o644 }, Buffer.from(content));
  }
  archive.finalize();
  return buffer(archive.pipe(createGzip()));
}
