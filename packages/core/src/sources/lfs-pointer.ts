/** The content that a pointer stands for. */
export interface LfsPointer {
  /** 64 lower-case hex digits. */
  readonly sha256: string;
  /** As the pointer says. Nobody has counted. */
  readonly sizeBytes: number;
}

/** Files that are longer are no pointers: git-lfs does not look at them either. */
export const LFS_POINTER_MAX_BYTES = 1024;

/** What every pointer begins with, of whatever version of the format. The address is a name; nobody asks it. */
const MARK = 'version https://git-lfs.github.com/spec/';
const POINTER = /^v1\r?\noid sha256:([0-9a-f]{64})\r?\nsize (\d{1,16})(?:\r?\n)?$/;

/**
 * Reads a pointer of Git LFS. Total: never throws.
 *
 * @returns `undefined` for a file that is its own content; `'unknown'` for a pointer of a version, with an extension or
 *   with a digest that is not understood, or that is damaged: what it stands for cannot be told, but it is not itself
 * @see https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md
 */
export function parseLfsPointer(bytes: Uint8Array): LfsPointer | 'unknown' | undefined {
  if (bytes.byteLength > LFS_POINTER_MAX_BYTES) return undefined;
  // One sign for each byte: a pointer is ASCII, and what is none fails the pattern.
  const text = Buffer.from(bytes).toString('latin1');
  if (!text.startsWith(MARK)) return undefined;
  const [, sha256, size] = POINTER.exec(text.slice(MARK.length)) ?? [];
  const sizeBytes = Number(size);
  return sha256 === undefined || !Number.isSafeInteger(sizeBytes) ? 'unknown' : { sha256, sizeBytes };
}
