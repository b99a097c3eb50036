import { invalidArchive, unsupportedArchive } from './archive-error.js';
import type { Compression } from './decompress.js';
import { hasTarChecksum, TAR_BLOCK_BYTES } from './tar-header.js';

/** The kinds of archive that are read. */
export type ArchiveKind = 'tar' | `tar.${Compression}` | 'zip';

/** Bytes from the beginning that {@link detectArchiveKind} wants to see. */
export const KIND_HEAD_BYTES = TAR_BLOCK_BYTES;

const known: readonly (readonly [kind: ArchiveKind, magic: readonly number[]])[] = [
  ['tar.gz', [0x1f, 0x8b]],
  ['tar.bz2', [0x42, 0x5a, 0x68]],
  ['tar.xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ['tar.zst', [0x28, 0xb5, 0x2f, 0xfd]],
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  ['zip', [0x50, 0x4b, 0x05, 0x06]],
];

const foreign: readonly (readonly [name: string, magic: readonly number[]])[] = [
  ['a 7z archive', [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]],
  ['a rar archive', [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07]],
  ['an lz4 archive', [0x04, 0x22, 0x4d, 0x18]],
];

/** After one of sixteen bytes: a frame without content, which some compressors begin with. */
const SKIPPABLE_ZSTD = [0x2a, 0x4d, 0x18];

/**
 * What the bytes are, by the bytes alone: names and content types lie.
 *
 * @param head The first {@link KIND_HEAD_BYTES} bytes, or all where there are fewer.
 * @throws ZooError `ERR_ZOO_ARCHIVE_UNSUPPORTED`, saying what it is instead; `ERR_ZOO_ARCHIVE_INVALID` for no bytes at all
 */
export function detectArchiveKind(head: Uint8Array): ArchiveKind {
  if (head.length === 0) throw invalidArchive('The archive is empty: it has no bytes at all.');
  const [kind] = known.find(([, magic]) => startsWith(head, magic)) ?? [];
  if (kind !== undefined) return kind;
  if (startsWith(head.subarray(1), SKIPPABLE_ZSTD) && ((head[0] ?? 0) & 0xf0) === 0x50) return 'tar.zst';
  if (head.length >= TAR_BLOCK_BYTES && (hasTarChecksum(head) || head.every((byte) => byte === 0))) return 'tar';
  const [name] = foreign.find(([, magic]) => startsWith(head, magic)) ?? [describeText(head)];
  throw unsupportedArchive(
    name === undefined
      ? 'The bytes are no archive of a kind that is known.'
      : `This is ${name}, not an archive that can be read.`,
    { found: name },
  );
}

function startsWith(head: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, index) => head[index] === byte);
}

/** What servers send in the place of an archive. */
function describeText(head: Uint8Array): string | undefined {
  const text = new TextDecoder('utf-8').decode(head).trimStart().toLowerCase();
  if (/^<(?:!doctype\s+html|html|head|body|!--)/.test(text)) return 'an HTML page';
  if (text.startsWith('<?xml')) return 'an XML document';
  if (/^[{[]/.test(text)) return 'a JSON document';
  if (text.startsWith('version https://git-lfs')) return 'a Git LFS pointer to a file that is elsewhere';
  return undefined;
}
