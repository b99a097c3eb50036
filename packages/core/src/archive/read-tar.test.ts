import * as fc from 'fast-check';
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { makePax, makeTar, makeTarEntry, paxRecord, type TarEntry } from '../../test/make-tar.js';
import { readBody } from '../../test/read-body.js';
import { ZooError } from '../errors/zoo-error.js';
import { readTar } from './read-tar.js';

interface ReadEntry {
  readonly path: string;
  readonly type: string;
  readonly content: string;
  readonly linkTarget: string | undefined;
}

async function* inPieces(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += length) yield bytes.subarray(start, start + length);
}

async function read(bytes: Uint8Array, pieceBytes = 100_000): Promise<ReadEntry[]> {
  const entries: ReadEntry[] = [];
  for await (const entry of readTar(inPieces(bytes, pieceBytes))) {
    const { path, type, linkTarget } = entry;
    const content = (await readBody(entry)).toString();
    entries.push({ path, type, content, linkTarget: linkTarget || undefined });
  }
  return entries;
}

/** The code with which an archive is refused, or how many entries it gave. */
async function codeOf(bytes: Uint8Array): Promise<string | number> {
  try {
    return (await read(bytes)).length;
  } catch (error) {
    return ZooError.is(error) ? error.code : String(error);
  }
}

const after: TarEntry = { path: 'after', content: 'still in step' };

describe('readTar', () => {
  it('reads files, folders and links, however the bytes are cut', async () => {
    const tar = makeTar([
      { path: 'a/', type: '5' },
      { path: 'a/b', content: 'x'.repeat(1000) },
      { path: 'old-folder/', type: '\0' },
      { path: 'contiguous', type: '7', content: '7' },
      { path: 'l', type: '2', linkTarget: 'a/b' },
      { path: 'h', type: '1', linkTarget: 'a/b' },
      after,
    ]);
    const whole = await read(tar);
    expect(whole.map(({ path, type }) => `${type} ${path}`)).toStrictEqual([
      'folder a/',
      'file a/b',
      'folder old-folder/',
      'file contiguous',
      'symlink l',
      'hardlink h',
      'file after',
    ]);
    expect(whole[1]?.content).toBe('x'.repeat(1000));
    expect(whole[4]?.linkTarget).toBe('a/b');
    expect(await read(tar, 7)).toStrictEqual(whole);
  });

  it('skips what of a body was not read', async () => {
    const paths: string[] = [];
    for await (const { path } of readTar(inPieces(makeTar([{ path: 'a', content: 'x'.repeat(3000) }, after]), 512))) {
      paths.push(path);
    }
    expect(paths).toStrictEqual(['a', 'after']);
  });

  it('takes paths, links and sizes from extended headers, the last of equal keys', async () => {
    const long = `${'d'.repeat(90)}/${'f'.repeat(90)}`;
    const tar = makeTar([
      makePax({ comment: '0123456789abcdef' }, 'g'),
      makePax(
        paxRecord('path', 'first') + paxRecord('path', long) + paxRecord('__proto__', 'x') + paxRecord('size', '4'),
      ),
      { path: 'short', content: 'four', sizeField: '00000000000\0' },
      makePax({ path: '' }),
      { path: 'kept', content: 'y' },
      { path: '././@LongLink', type: 'L', content: `${long}-gnu\0` },
      { path: 'cut', content: 'z' },
      after,
    ]);
    expect((await read(tar)).map(({ path, content }) => [path, content])).toStrictEqual([
      [long, 'four'],
      ['kept', 'y'],
      [`${long}-gnu`, 'z'],
      ['after', 'still in step'],
    ]);
  });

  it('reads sizes in binary', async () => {
    const sizeField = Buffer.from('800000000000000000000005', 'hex');
    expect(
      (await read(makeTar([{ path: 'a', content: '12345', sizeField }, after]))).map(({ content }) => content),
    ).toStrictEqual(['12345', 'still in step']);
  });

  it.each<[string, string | Uint8Array]>([
    ['negative', Buffer.from('ffffffffffffffffffffffff', 'hex')],
    ['beyond exact integers', Buffer.from('800000007fffffffffffffff', 'hex')],
    ['not octal', '0000000000x\0'],
    ['octal with more behind', '00000000003x'],
  ])('refuses a size that is %s', async (_name, sizeField) => {
    expect(await codeOf(makeTar([{ path: 'a', content: 'abc', sizeField }]))).toBe('ERR_ZOO_ARCHIVE_INVALID');
  });

  it.each([
    ['a length past the header', '99 path=x\n'],
    ['a length that is too short', '5 path=x\n'],
    ['a length that is no number', 'ab path=x\n'],
    ['a length of hundreds of digits', `${'1'.repeat(400)} path=x\n`],
    ['no equals sign', '8 path\nx\n'],
    ['no newline', '9 path=xy'],
    ['an empty key', '6 =xyz\n'],
    ['a size in hexadecimal', paxRecord('size', '0x3')],
    ['a negative size', paxRecord('size', '-1')],
    ['a size beyond exact integers', paxRecord('size', '9007199254740993')],
  ])('refuses an extended header with %s', async (_name, records) => {
    expect(await codeOf(makeTar([makePax(records), { path: 'a', content: 'abc' }]))).toBe('ERR_ZOO_ARCHIVE_INVALID');
  });

  it('refuses extended headers that follow each other, change everything, or stand before nothing', async () => {
    const twice = makeTar([makePax({ path: 'a' }), makePax({ path: 'b' }), { path: 'c' }]);
    expect(await codeOf(twice)).toBe('ERR_ZOO_ARCHIVE_INVALID');
    expect(await codeOf(makeTar([makePax({ path: 'a' }, 'g'), { path: 'c' }]))).toBe('ERR_ZOO_ARCHIVE_INVALID');
    expect(await codeOf(makeTar([{ path: 'c' }, makePax({ path: 'a' })]))).toBe('ERR_ZOO_ARCHIVE_INVALID');
  });

  it('keeps no extended header that is too large', async () => {
    const large = makePax({ comment: 'x'.repeat(1024 * 1024) });
    expect(await codeOf(makeTar([large, { path: 'a' }]))).toBe('ERR_ZOO_ARCHIVE_LIMIT');
  });

  it('refuses sparse files, unknown types, and bodies where readers disagree', async () => {
    expect(await codeOf(makeTar([{ path: 'a', type: 'S' }]))).toBe('ERR_ZOO_ARCHIVE_UNSUPPORTED');
    expect(await codeOf(makeTar([makePax({ 'GNU.sparse.major': '1' }), { path: 'a' }]))).toBe(
      'ERR_ZOO_ARCHIVE_UNSUPPORTED',
    );
    expect(await codeOf(makeTar([{ path: 'a', type: 'Z' }]))).toBe('ERR_ZOO_ARCHIVE_UNSUPPORTED');
    expect(await codeOf(makeTar([{ path: 'a/', type: '5', content: 'x' }]))).toBe('ERR_ZOO_ARCHIVE_INVALID');
    expect(await codeOf(makeTar([{ path: 'a', type: '2', linkTarget: 'b', content: 'x' }]))).toBe(
      'ERR_ZOO_ARCHIVE_INVALID',
    );
  });

  it('refuses a flipped bit in a header', async () => {
    const tar = makeTar([{ path: 'a', content: 'abc' }]);
    tar.writeUInt8(tar.readUInt8(0) ^ 1, 0);
    expect(await codeOf(tar)).toBe('ERR_ZOO_ARCHIVE_INVALID');
  });

  it('can do without an end marker, but not with bytes after it', async () => {
    const entry = makeTarEntry({ path: 'a', content: 'abc' });
    expect(await codeOf(entry)).toBe(1);
    expect(await codeOf(Buffer.concat([makeTar([after]), Buffer.alloc(10_240)]))).toBe(1);
    expect(await codeOf(Buffer.concat([makeTar([after]), entry]))).toBe('ERR_ZOO_ARCHIVE_INVALID');
  });

  it('refuses an archive that was cut off anywhere but between entries', async () => {
    const tar = makeTarEntry({ path: 'a', content: 'x'.repeat(700) });
    for (const length of [1, 511, 512, 513, 1200, 1212, 1535]) {
      expect([length, await codeOf(tar.subarray(0, length))]).toStrictEqual([length, 'ERR_ZOO_ARCHIVE_INVALID']);
    }
  });

  it('reads what tar-stream writes', async () => {
    const name = fc.stringMatching(/^[\p{L}\p{N} ._-]{1,120}$/u);
    const entries = fc.array(fc.record({ name, content: fc.string({ maxLength: 1200 }), pax: fc.boolean() }), {
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(entries, fc.integer({ min: 1, max: 2000 }), async (written, pieceBytes) => {
        const archive = pack();
        for (const { name: entryName, content, pax } of written) {
          const headers = { name: entryName, ...(pax && { pax: { comment: content } }) };
          archive.entry(headers, content);
        }
        archive.finalize();
        const tar = await buffer(archive);
        expect((await read(tar, pieceBytes)).map(({ path, content }) => ({ path, content }))).toStrictEqual(
          written.map(({ name: path, content }) => ({ path, content: Buffer.from(content).toString() })),
        );
      }),
      { numRuns: 50 },
    );
  });

  it('answers any bytes with entries or a code, and nothing else', async () => {
    const mutated = fc.tuple(fc.nat(3000), fc.integer({ min: 0, max: 255 }));
    const tar = makeTar([makePax({ path: 'p', size: '3' }), { path: 'a', content: 'abc' }, after]);
    await fc.assert(
      fc.asyncProperty(fc.array(mutated, { minLength: 1, maxLength: 4 }), async (changes) => {
        const bytes = Buffer.from(tar);
        for (const [position, byte] of changes) bytes[position % bytes.length] = byte;
        expect(String(await codeOf(bytes))).toMatch(/^(?:\d+|ERR_ZOO_ARCHIVE_\w+)$/);
      }),
    );
  });
});
