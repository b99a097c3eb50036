import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import type { ZooErrorCode } from '@modelzoo/core';
import { pack } from 'tar-stream';
import { manifestOf } from './reference-bench.js';

/** An entry of a tar. */
interface TarEntry {
  readonly name: string;
  readonly type?: 'file' | 'symlink' | 'character-device';
  readonly linkname?: string;
  readonly size?: number;
}

const MEBIBYTE = 1024 * 1024;

/** What a server may send in the place of an archive that anybody wants, and the code that it is refused with. */
export const hostileBodies: readonly (readonly [what: string, code: ZooErrorCode, make: () => Promise<Uint8Array>])[] =
  [
    ['climbs out of its folder', 'ERR_ZOO_ARCHIVE_UNSAFE', () => tar({ name: '../evil.txt' })],
    ['names a path of the machine', 'ERR_ZOO_ARCHIVE_UNSAFE', () => tar({ name: '/tmp/evil.txt' })],
    ['climbs out with backslashes', 'ERR_ZOO_ARCHIVE_UNSAFE', () => tar({ name: 'a\\..\\..\\evil.txt' })],
    ['colours the terminal', 'ERR_ZOO_ARCHIVE_UNSAFE', () => tar({ name: 'evil\u001b[31m.txt' })],
    [
      'links out of its folder',
      'ERR_ZOO_ARCHIVE_UNSAFE',
      () => tar({ name: 'evil', type: 'symlink', linkname: '../../../etc' }),
    ],
    ['holds a device', 'ERR_ZOO_ARCHIVE_UNSAFE', () => tar({ name: 'evil', type: 'character-device' })],
    [
      'has one name for two files where case does not count',
      'ERR_ZOO_ARCHIVE_UNSAFE',
      () => tar({ name: 'evil.txt' }, { name: 'EVIL.txt' }),
    ],
    ['ends too early', 'ERR_ZOO_ARCHIVE_INVALID', async () => (await tar({ name: 'evil.txt' })).subarray(0, 1000)],
    [
      'is packed and ends too early',
      'ERR_ZOO_ARCHIVE_INVALID',
      async () => gzipSync(await tar({ name: 'evil.txt' })).subarray(0, 60),
    ],
    ['is empty', 'ERR_ZOO_ARCHIVE_INVALID', () => Promise.resolve(new Uint8Array(0))],
    ['is a bomb', 'ERR_ZOO_ARCHIVE_LIMIT', async () => gzipSync(await tar({ name: 'evil.bin', size: 100 * MEBIBYTE }))],
    ['is a page for people', 'ERR_ZOO_ARCHIVE_UNSUPPORTED', () => text('<!doctype html><title>Sign in</title>')],
    ['is a document', 'ERR_ZOO_ARCHIVE_UNSUPPORTED', () => text('{"message": "Not Found"}')],
    ['is noise', 'ERR_ZOO_ARCHIVE_UNSUPPORTED', () => text('Nothing in particular. '.repeat(100))],
    ['has no manifest', 'ERR_ZOO_MANIFEST_MISSING', () => tar({ name: 'evil.txt' }, { name: 'b.txt' }, undefined)],
  ];

/** A tar with a good manifest, unless told otherwise, and entries after it. */
async function tar(...entries: readonly (TarEntry | undefined)[]): Promise<Buffer> {
  const archive = pack();
  if (!entries.includes(undefined)) archive.entry({ name: 'manifest.json' }, manifestOf('1'));
  for (const entry of entries) {
    if (entry === undefined) continue;
    const { type = 'file', size } = entry;
    if (type === 'file') archive.entry({ name: entry.name }, size === undefined ? 'evil' : Buffer.alloc(size));
    else archive.entry({ ...entry });
  }
  archive.finalize();
  return await buffer(archive);
}

function text(content: string): Promise<Uint8Array> {
  return Promise.resolve(Buffer.from(content));
}
