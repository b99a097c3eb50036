import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeZip, type ZipEntry, type ZipOptions } from '../../test/make-zip.js';
import { readBody } from '../../test/read-body.js';
import { tempFolder } from '../../test/temp-folder.js';
import { ZooError } from '../errors/zoo-error.js';
import { resolveArchiveLimits } from './archive-limits.js';
import { readZip } from './read-zip.js';

/** Paths with contents of all entries, or the code with which the archive is refused. */
async function read(bytes: Uint8Array): Promise<Record<string, string> | string> {
  const path = join(await tempFolder(), 'archive.zip');
  await writeFile(path, bytes);
  const file = await open(path);
  try {
    const contents: Record<string, string> = {};
    for await (const entry of readZip(file, resolveArchiveLimits({ maxEntries: 100 }))) {
      contents[`${entry.type} ${entry.path}`] = (await readBody(entry)).toString();
    }
    return contents;
  } catch (error) {
    return ZooError.is(error) ? error.code : String(error);
  } finally {
    await file.close();
  }
}

const good: ZipEntry = { path: 'good', content: 'good' };

describe('readZip', () => {
  it('reads stored and deflated files, folders and links', async () => {
    const zip = makeZip([
      { path: 'd/', mode: 0o040755 },
      { path: 'd/stored', content: 'plain' },
      { path: 'd/deflated', content: 'again and '.repeat(50), deflate: true },
      { path: 'empty' },
      { path: 'link', content: 'd/stored', mode: 0o120777 },
    ]);
    expect(await read(zip)).toStrictEqual({
      'folder d/': '',
      'file d/stored': 'plain',
      'file d/deflated': 'again and '.repeat(50),
      'file empty': '',
      'symlink link': 'd/stored',
    });
  });

  it('reads entries with a descriptor after their data', async () => {
    const unknown = { flags: 0x808, crc32: 0, compressedBytes: 0, sizeBytes: 0 };
    const zip = makeZip([
      { ...good, local: unknown, central: { flags: 0x808 }, after: new Uint8Array(16) },
      { path: 'next' },
    ]);
    expect(await read(zip)).toStrictEqual({ 'file good': 'good', 'file next': '' });
  });

  it('reads names of code page 437', async () => {
    const name = Buffer.from('caf\x82', 'latin1');
    const header = { name, flags: 0 };
    expect(await read(makeZip([{ path: 'x', local: header, central: header }]))).toStrictEqual({ 'file café': '' });
  });

  it.each<[string, ZipEntry, string, ZipOptions?]>([
    ['a wrong checksum', { ...good, local: { crc32: 1 }, central: { crc32: 1 } }, 'ERR_ZOO_ARCHIVE_INVALID'],
    ['headers of two names', { ...good, local: { name: 'evil' } }, 'ERR_ZOO_ARCHIVE_INVALID'],
    ['headers of two methods', { ...good, local: { method: 8 } }, 'ERR_ZOO_ARCHIVE_INVALID'],
    ['headers of two sizes', { ...good, local: { sizeBytes: 3 } }, 'ERR_ZOO_ARCHIVE_INVALID'],
    ['headers of two checksums', { ...good, local: { crc32: 3 } }, 'ERR_ZOO_ARCHIVE_INVALID'],
    [
      'more content than it says',
      { ...good, deflate: true, local: { sizeBytes: 3 }, central: { sizeBytes: 3 } },
      'ERR_ZOO_ARCHIVE_INVALID',
    ],
    [
      'less content than it says',
      { ...good, deflate: true, local: { sizeBytes: 5 }, central: { sizeBytes: 5 } },
      'ERR_ZOO_ARCHIVE_INVALID',
    ],
    ['damaged data', { ...good, deflate: true, data: Buffer.from('ffffffff', 'hex') }, 'ERR_ZOO_ARCHIVE_INVALID'],
    [
      'bytes after the compressed data',
      { ...good, deflate: true, data: Buffer.concat([deflateRawSync('good'), Buffer.from('more')]) },
      'ERR_ZOO_ARCHIVE_INVALID',
    ],
    ['bytes between the entries', { ...good, after: Buffer.from('PK') }, 'ERR_ZOO_ARCHIVE_INVALID'],
    ['an entry that nobody lists', { path: 'listed' }, 'ERR_ZOO_ARCHIVE_INVALID', { entryCount: 1 }],
    ['fewer entries than counted', good, 'ERR_ZOO_ARCHIVE_INVALID', { entryCount: 5 }],
    ['too many entries', good, 'ERR_ZOO_ARCHIVE_LIMIT', { entryCount: 101 }],
    ['an entry in the place of another', { ...good, central: { offset: 0 } }, 'ERR_ZOO_ARCHIVE_INVALID'],
    [
      'data in the directory',
      { ...good, central: { compressedBytes: 400, sizeBytes: 400 } },
      'ERR_ZOO_ARCHIVE_INVALID',
    ],
    ['an end that is not the end', good, 'ERR_ZOO_ARCHIVE_INVALID', { comment: 'PK\u0005\u0006'.padEnd(30) }],
    ['encryption', { ...good, local: { flags: 0x801 }, central: { flags: 0x801 } }, 'ERR_ZOO_ARCHIVE_UNSUPPORTED'],
    ['bzip2 inside', { ...good, local: { method: 12 }, central: { method: 12 } }, 'ERR_ZOO_ARCHIVE_UNSUPPORTED'],
    ['a folder with content', { path: 'd/', content: 'x' }, 'ERR_ZOO_ARCHIVE_INVALID'],
    ['a name that is no UTF-8', withName(Buffer.from('ff', 'hex'), 0x800), 'ERR_ZOO_ARCHIVE_INVALID'],
    ['a name with controls', withName(Buffer.from('a\rb'), 0), 'ERR_ZOO_ARCHIVE_UNSAFE'],
  ])('refuses an archive with %s', async (_name, entry, code, options = {}) => {
    expect(await read(makeZip([{ path: 'first', content: 'first' }, entry], options))).toBe(code);
  });

  it('refuses an archive that was cut off, anywhere', async () => {
    const zip = makeZip([good, { path: 'next', content: 'next', deflate: true }]);
    for (let length = 1; length < zip.length; length += 7) {
      expect([length, await read(zip.subarray(0, length))]).toStrictEqual([length, 'ERR_ZOO_ARCHIVE_INVALID']);
    }
  });

  it('answers any bytes with entries or a code, and nothing else', async () => {
    const zip = makeZip([good, { path: 'next', content: 'next '.repeat(20), deflate: true }]);
    const change = fc.tuple(fc.nat(zip.length - 1), fc.integer({ min: 0, max: 255 }));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
        const bytes = Buffer.from(zip);
        for (const [position, byte] of changes) bytes[position] = byte;
        const result = await read(bytes);
        expect(typeof result === 'string' ? result : 'entries').toMatch(/^(?:entries|ERR_ZOO_ARCHIVE_\w+)$/);
      }),
    );
  });
});

function withName(name: Uint8Array, flags: number): ZipEntry {
  return { path: 'x', local: { name, flags }, central: { name, flags } };
}
