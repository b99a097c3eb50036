import type { HostileArchive } from './hostile-archive.js';
import { collidingPaths, hostilePaths } from './hostile-paths.js';
import { makePax, makeTar, makeTarEntry, type TarEntry } from './make-tar.js';

type Code = HostileArchive['expectedCode'];

const innocent: TarEntry = { path: 'innocent', content: 'innocent' };
const INVALID = 'ERR_ZOO_ARCHIVE_INVALID';
const UNSAFE = 'ERR_ZOO_ARCHIVE_UNSAFE';
const UNSUPPORTED = 'ERR_ZOO_ARCHIVE_UNSUPPORTED';

/** Tars, not compressed. */
export function hostileTars(): HostileArchive[] {
  const entries: readonly (readonly [name: string, code: Code, entries: readonly TarEntry[]])[] = [
    ...hostilePaths.map(([what, path, code]) => [`a path that ${what}`, code, withPath(path)] as const),
    ...collidingPaths.map(
      ([what, first, second]) => [`names that differ by ${what}`, UNSAFE, [{ path: first }, { path: second }]] as const,
    ),
    ['a file twice', INVALID, [innocent, innocent]],
    ['a file in the place of a folder', INVALID, [{ path: 'a/b' }, { path: 'a', content: 'x' }]],
    ['a folder in the place of a file', INVALID, [{ path: 'a', content: 'x' }, { path: 'a/b' }]],
    ['a name that is empty', INVALID, [{ path: '' }]],
    ['a file in the place of the root', UNSAFE, [{ path: '.', content: 'x' }]],
    ['a symbolic link that leads out', UNSAFE, [link('a', '../x')]],
    ['a symbolic link that leads out of a folder', UNSAFE, [link('a/b', '../../x')]],
    ['a symbolic link to an absolute path', UNSAFE, [link('a', '/etc/passwd')]],
    ['a symbolic link to a drive', UNSAFE, [link('a', 'C:x')]],
    ['a symbolic link to nothing', UNSAFE, [link('a', '')]],
    ['a file below a symbolic link', UNSAFE, [link('a', '.'), { path: 'a/b', content: 'x' }]],
    ['a hard link that leads out', UNSAFE, [link('a', '../x', '1')]],
    ['a hard link to an absolute path', UNSAFE, [link('a', '/etc/passwd', '1')]],
    ['a hard link through a symbolic one', UNSAFE, [link('a', 'b'), link('c', 'a/d', '1')]],
    ['a character device', UNSAFE, [{ path: 'a', type: '3' }]],
    ['a block device', UNSAFE, [{ path: 'a', type: '4' }]],
    ['a pipe', UNSAFE, [{ path: 'a', type: '6' }]],
    ['an entry of an unknown type', UNSUPPORTED, [{ path: 'a', type: 'Z' }]],
    ['a sparse file', UNSUPPORTED, [{ path: 'a', type: 'S' }]],
    ['a sparse file of the newer form', UNSUPPORTED, [makePax({ 'GNU.sparse.major': '1' }), innocent]],
    ['content in a link', INVALID, [{ ...link('a', 'innocent'), content: 'x' }]],
    ['a size that is negative', INVALID, [{ path: 'a', sizeField: Buffer.alloc(12, 0xff) }]],
    ['a size that is no number', INVALID, [{ path: 'a', sizeField: '12345678901x' }]],
    ['a size that no file has', INVALID, [{ path: 'a', sizeField: Buffer.from('80ffffffffffffffffffffff', 'hex') }]],
    ['an extended header with a negative size', INVALID, [makePax({ size: '-1' }), innocent]],
    ['an extended header with a size in hexadecimal', INVALID, [makePax({ size: '0x10' }), innocent]],
    ['an extended header whose length is wrong', INVALID, [makePax('99 path=x\n'), innocent]],
    ['an extended header without a line break', INVALID, [makePax('8 path=x'), innocent]],
    ['an extended header after another', INVALID, [makePax({ path: 'a' }), makePax({ path: 'b' }), innocent]],
    ['an extended header for all that follows', INVALID, [makePax({ path: 'a' }, 'g'), innocent]],
    ['an extended header before nothing', INVALID, [innocent, makePax({ path: 'a' })]],
    ['an extended header with a path that leads out', UNSAFE, [makePax({ path: '../x' }), innocent]],
    ['an extended header with a NUL in a path', UNSAFE, [makePax({ path: 'a\u0000b' }), innocent]],
    ['a long name that leads out', UNSAFE, [{ path: 'long', type: 'L', content: '../x\u0000' }, innocent]],
    [
      'an extended header that is endless',
      'ERR_ZOO_ARCHIVE_LIMIT',
      [{ path: 'x', type: 'x', sizeField: '77777777777' }],
    ],
    ['a file that is too large', 'ERR_ZOO_ARCHIVE_LIMIT', [{ path: 'a', sizeField: '77777777777' }]],
  ];
  const whole = makeTar([innocent]);
  const bytes: readonly (readonly [name: string, code: Code, bytes: Uint8Array])[] = [
    ['nothing but an end', INVALID, makeTar([])],
    ['a second archive after the end', INVALID, Buffer.concat([whole, makeTar([{ path: 'other' }])])],
    ['an end in the middle of a file', INVALID, whole.subarray(0, 515)],
    ['an end in the middle of a header', INVALID, Buffer.concat([makeTarEntry(innocent), whole.subarray(0, 100)])],
    ['a checksum that is wrong', INVALID, Buffer.concat([makeTarEntry(innocent), wrongHeader()])],
  ];
  return [
    ...entries.map(([name, expectedCode, list]) => ({ name: `tar: ${name}`, expectedCode, bytes: makeTar(list) })),
    ...bytes.map(([name, expectedCode, content]) => ({ name: `tar: ${name}`, expectedCode, bytes: content })),
  ];
}

function link(path: string, linkTarget: string, type = '2'): TarEntry {
  return { path, type, linkTarget };
}

/** An entry with any path, behind one that is harmless. */
function withPath(path: string): TarEntry[] {
  const entry: TarEntry = { path: 'path', content: 'x' };
  return [innocent, ...(Buffer.byteLength(path) > 100 ? [makePax({ path }), entry] : [{ ...entry, path }])];
}

function wrongHeader(): Buffer {
  const entry = makeTarEntry({ path: 'other' });
  entry.write('O');
  return entry;
}
