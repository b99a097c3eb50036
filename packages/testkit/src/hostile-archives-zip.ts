import { crc32 } from 'node:zlib';
import type { HostileArchive } from './hostile-archive.js';
import { collidingPaths, hostilePaths } from './hostile-paths.js';
import { makeZip, type ZipEntry } from './make-zip.js';

type Code = HostileArchive['expectedCode'];

const innocent: ZipEntry = { path: 'innocent', content: 'innocent' };
const INVALID = 'ERR_ZOO_ARCHIVE_INVALID';
const UNSAFE = 'ERR_ZOO_ARCHIVE_UNSAFE';
const UNSUPPORTED = 'ERR_ZOO_ARCHIVE_UNSUPPORTED';
const SYMLINK_MODE = 0o120777;
const PIPE_MODE = 0o010644;

/** Zips, most of them with more than one reading. */
export function hostileZips(): HostileArchive[] {
  const entries: readonly (readonly [name: string, code: Code, entries: readonly ZipEntry[]])[] = [
    ...hostilePaths.map(([what, path, code]) => [`a path that ${what}`, code, [innocent, { path }]] as const),
    ['a path with a NUL', UNSAFE, [{ path: 'a\u0000b' }]],
    ...collidingPaths.map(
      ([what, first, second]) => [`names that differ by ${what}`, UNSAFE, [{ path: first }, { path: second }]] as const,
    ),
    ['a file twice', INVALID, [innocent, innocent]],
    ['a file in the place of a folder', INVALID, [{ path: 'a/b' }, { path: 'a' }]],
    ['a folder with content', INVALID, [innocent, { path: 'a/', content: 'x' }]],
    ['a symbolic link that leads out', UNSAFE, [{ path: 'a', content: '../x', mode: SYMLINK_MODE }]],
    ['a symbolic link to an absolute path', UNSAFE, [{ path: 'a', content: '/etc/passwd', mode: SYMLINK_MODE }]],
    ['a file below a symbolic link', UNSAFE, [{ path: 'a', content: '.', mode: SYMLINK_MODE }, { path: 'a/b' }]],
    ['a pipe', UNSAFE, [{ path: 'a', mode: PIPE_MODE }]],
    ['an encrypted file', UNSUPPORTED, [both({ flags: 0x801 })]],
    ['a strongly encrypted file', INVALID, [both({ flags: 0x841 })]],
    ['compression by bzip2', UNSUPPORTED, [both({ method: 12 })]],
    ['compression by nobody', UNSUPPORTED, [both({ method: 77 })]],
    ['a checksum that is wrong', INVALID, [both({ crc32: 1 })]],
    ['a size that is too small', INVALID, [{ ...packed(), ...both({ method: 8, sizeBytes: 2 }, packed()) }]],
    ['a size that is too large', INVALID, [{ ...packed(), ...both({ method: 8, sizeBytes: 99 }, packed()) }]],
    ['compressed bytes that are none', INVALID, [{ ...innocent, deflate: true, data: Buffer.alloc(8, 0xff) }]],
    ['a file that is too large', 'ERR_ZOO_ARCHIVE_LIMIT', [both({ method: 8, sizeBytes: 2 ** 31 }, packed())]],
    ['two names', INVALID, [{ ...innocent, local: { name: 'other---' } }]],
    ['two checksums', INVALID, [{ ...innocent, local: { crc32: 1 } }]],
    ['two sizes', INVALID, [{ ...innocent, local: { sizeBytes: 3 } }]],
    ['two methods', INVALID, [{ ...innocent, local: { method: 8 } }]],
    ['a descriptor for one reader only', INVALID, [{ ...innocent, local: { flags: 0x808 } }]],
    ['a name that is not the Unicode it claims', INVALID, [withName(Buffer.from([0x61, 0xff]))]],
    ['bytes between its files', INVALID, [{ ...innocent, after: Buffer.alloc(64, 1) }, { path: 'next' }]],
    ['bytes before its directory', INVALID, [{ ...innocent, after: Buffer.alloc(64, 1) }]],
    ['two files in the same bytes', INVALID, [innocent, { path: 'other', content: 'x', central: { offset: 0 } }]],
  ];
  const whole = makeZip([innocent, { path: 'other', content: 'other' }]);
  const bytes: readonly (readonly [name: string, code: Code, bytes: Uint8Array])[] = [
    ['nothing', INVALID, makeZip([])],
    ['more files than it counts', INVALID, makeZip([innocent, { path: 'other' }], { entryCount: 1 })],
    ['fewer files than it counts', INVALID, makeZip([innocent], { entryCount: 2 })],
    ['no end', INVALID, whole.subarray(0, whole.length - 30)],
    ['an end that is cut off', INVALID, whole.subarray(0, whole.length - 3)],
    ['bytes after its end', INVALID, Buffer.concat([whole, Buffer.from('more')])],
    ['a directory of another length', INVALID, withDirectoryBytes(whole, 1)],
    ['a file on another disk', UNSUPPORTED, onDisk(makeZip([innocent]), 3)],
  ];
  return [
    ...entries.map(([name, expectedCode, list]) => ({ name: `zip: ${name}`, expectedCode, bytes: makeZip(list) })),
    ...bytes.map(([name, expectedCode, content]) => ({ name: `zip: ${name}`, expectedCode, bytes: content })),
  ];
}

function packed(): ZipEntry {
  return { ...innocent, deflate: true };
}

/** What both headers say, so that they do not contradict each other. */
function both(lie: NonNullable<ZipEntry['local']>, entry: ZipEntry = innocent): ZipEntry {
  return { ...entry, local: lie, central: lie };
}

function withName(name: Uint8Array): ZipEntry {
  return { path: 'x', content: 'x', local: { name, crc32: crc32('x') }, central: { name, crc32: crc32('x') } };
}

const END_BYTES = 22;
const DISK_OFFSET = 34;

function withDirectoryBytes(zip: Buffer, sizeBytes: number): Buffer {
  const lie = Buffer.from(zip);
  lie.writeUInt32LE(sizeBytes, lie.length - END_BYTES + 12);
  return lie;
}

function onDisk(zip: Buffer, disk: number): Buffer {
  const lie = Buffer.from(zip);
  lie.writeUInt16LE(disk, lie.readUInt32LE(lie.length - END_BYTES + 16) + DISK_OFFSET);
  return lie;
}
