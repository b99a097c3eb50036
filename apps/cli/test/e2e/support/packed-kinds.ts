import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { gunzipSync, zstdCompressSync } from 'node:zlib';
import type { SourceFiles } from '../../support/colour-source.js';
import { packSource } from '../../support/source-forms.js';

/** A way of packing a source. */
export interface PackedKind {
  /** What archives of it are called, for a name that tells nothing. */
  readonly ending: string;
  /** A program that packs it and need not be installed. */
  readonly program?: string;
  readonly pack: (files: SourceFiles) => Promise<Uint8Array>;
}

const packTar = async (files: SourceFiles): Promise<Uint8Array> => gunzipSync(await packSource('source-main', files));

/** Every kind of archive that a source may come in, but for zip. */
export const packedKinds: readonly PackedKind[] = [
  { ending: '.tar', pack: packTar },
  { ending: '.tar.gz', pack: (files) => packSource('source-main', files) },
  { ending: '.tgz', pack: (files) => packSource('source-main', files) },
  { ending: '.tar.zst', pack: async (files) => zstdCompressSync(await packTar(files)) },
  { ending: '.tar.bz2', program: 'bzip2', pack: async (files) => filter('bzip2', await packTar(files)) },
  { ending: '.tar.xz', program: 'xz', pack: async (files) => filter('xz', await packTar(files)) },
];

/** Sends bytes through a program that compresses. */
async function filter(program: string, bytes: Uint8Array): Promise<Uint8Array> {
  const child = execFile(program, ['-c'], { encoding: 'buffer' });
  if (child.stdin === null || child.stdout === null) throw new TypeError('input and output are piped');
  child.stdin.end(bytes);
  const [packed] = await Promise.all([buffer(child.stdout), once(child, 'close')]);
  return packed;
}
