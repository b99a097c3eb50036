import { gunzipSync } from 'node:zlib';
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
];
