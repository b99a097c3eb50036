import { createHash } from 'node:crypto';

/** A file in Git LFS: what is committed, and what it stands for. */
export interface LfsObject {
  /** Digest of the content, in hex: its name in the store. */
  readonly sha256: string;
  /** The text that is committed, as git-lfs writes it. */
  readonly pointer: string;
}

/** Makes the pointer to some content. */
export function lfsObject(content: string | Uint8Array): LfsObject {
  const sha256 = createHash('sha256').update(content).digest('hex');
  const size = Buffer.byteLength(content);
  return { sha256, pointer: `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256}\nsize ${size}\n` };
}
