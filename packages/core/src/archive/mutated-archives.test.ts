import { lstat, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleTarBzip2, sampleTarXz } from '../../test/compressed-samples.js';
import { makePax, makeTar } from '../../test/make-tar.js';
import { makeZip } from '../../test/make-zip.js';
import { tempFolder } from '../../test/temp-folder.js';
import { ZooError } from '../errors/zoo-error.js';
import { extractArchive } from './extract-archive.js';

const tar = makeTar([
  { path: 'folder/', type: '5' },
  { path: 'folder/file', content: 'content '.repeat(100) },
  { path: 'folder/link', type: '2', linkTarget: 'file' },
  makePax({ path: 'folder/a long name', mtime: '1.5' }),
  { path: 'short', content: 'x' },
  { path: 'program', content: '#!', mode: 0o755 },
]);

const zip = makeZip([
  { path: 'folder/', mode: 0o040755 },
  { path: 'folder/file', content: 'content '.repeat(100), deflate: true },
  { path: 'folder/link', content: 'file', mode: 0o120777 },
  { path: 'stored', content: 'stored' },
]);

const samples: readonly (readonly [kind: string, bytes: Buffer])[] = [
  ['tar', tar],
  ['tar.gz', gzipSync(tar)],
  ['tar.bz2', sampleTarBzip2],
  ['tar.xz', sampleTarXz],
  ['tar.zst', zstdCompressSync(tar)],
  ['zip', zip],
];

/** One change at one place, given as a part of the length, so that shrinking keeps it there. */
interface Mutation {
  readonly kind: 'flip' | 'set' | 'delete' | 'repeat' | 'truncate' | 'swap';
  readonly at: number;
  readonly length: number;
  readonly value: number;
}

const mutations = fc.array(
  fc.record<Mutation>({
    kind: fc.constantFrom('flip', 'set', 'delete', 'repeat', 'truncate', 'swap'),
    at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    length: fc.oneof(fc.integer({ min: 1, max: 8 }), fc.constantFrom(512, 1024)),
    // What lengths and types are made of, rather than any byte.
    value: fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 0x2f, 0x2e, 0x37, 0x7f, 0x80, 0xff)),
  }),
  { minLength: 1, maxLength: 4 },
);

function mutate(bytes: Buffer, { kind, at, length, value }: Mutation): Buffer {
  const start = Math.floor(at * bytes.length);
  const end = Math.min(bytes.length, start + length);
  const [before, piece, after] = [bytes.subarray(0, start), bytes.subarray(start, end), bytes.subarray(end)];
  switch (kind) {
    case 'flip':
      return Buffer.concat([
        before,
        piece.map((byte, index) => (index === 0 ? byte ^ (1 << (value & 7)) : byte)),
        after,
      ]);
    case 'set':
      return Buffer.concat([before, Buffer.alloc(piece.length, value), after]);
    case 'delete':
      return Buffer.concat([before, after]);
    case 'repeat':
      return Buffer.concat([before, piece, piece, after]);
    case 'truncate':
      return before;
    case 'swap':
      return Buffer.concat([after, piece, before]);
  }
}

async function outcomeOf(archive: Buffer, out: string, signal: AbortSignal): Promise<string> {
  try {
    await extractArchive(archive, out, { signal });
    return 'extracted';
  } catch (error) {
    return ZooError.is(error) ? error.code : String(error);
  }
}

/** What is neither a folder nor a file with one name. */
async function oddIn(out: string): Promise<string[]> {
  const entries = await readdir(out, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
  const stats = await Promise.all(paths.map((path) => lstat(path)));
  return paths.filter((_path, index) => !(stats[index]?.isFile() === true && stats[index].nlink === 1));
}

describe.each(samples)('extractArchive, of a changed %s,', (_kind, sample) => {
  it('takes it as it was to begin with', async () => {
    const { files } = await extractArchive(sample, join(await tempFolder(), 'out'));
    expect(files.length).toBeGreaterThan(0);
  });

  it('extracts files below the folder or refuses it with a code, and leaves nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(mutations, async (changes) => {
        const folder = await tempFolder();
        await writeFile(join(folder, 'canary'), 'canary');
        const out = join(folder, 'out');
        // Whatever takes that long hangs.
        const signal = AbortSignal.timeout(10_000);
        const result = await outcomeOf(changes.reduce(mutate, sample), out, signal);
        expect(result).toMatch(/^ERR_ZOO_ARCHIVE_|^extracted$/);
        expect(await readFile(join(folder, 'canary'), 'utf8')).toBe('canary');
        expect((await readdir(folder)).toSorted()).toStrictEqual(
          result === 'extracted' ? ['canary', 'out'] : ['canary'],
        );
        expect(result === 'extracted' ? await oddIn(out) : []).toStrictEqual([]);
      }),
      { seed: 20_261_123, numRuns: 200 },
    );
  });
});
