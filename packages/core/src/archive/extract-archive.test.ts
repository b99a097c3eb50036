import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { makePax, makeTar, makeTarEntry, type TarEntry } from '../../test/make-tar.js';
import { makeZip } from '../../test/make-zip.js';
import { tempFolder } from '../../test/temp-folder.js';
import { extractArchive, type ExtractArchiveOptions } from './extract-archive.js';
import type { ArchiveInput } from './open-archive.js';

const files = [
  { path: 'top/manifest.json', content: '{}' },
  { path: 'top/weights/large.bin', content: 'weights '.repeat(40_000) },
  { path: 'top/run.sh', content: '#!/bin/sh', mode: 0o100755 },
];

function sha256(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}

async function* inPieces(bytes: Uint8Array, length = 1000): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += length) yield bytes.subarray(start, start + length);
}

/** Everything below a folder by relative path; folders end with a slash. */
async function listTree(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1) + (entry.isDirectory() ? '/' : ''))
    .toSorted();
}

/** Extracts below a new folder, and says what came of it: a code, or the paths. What a refusal leaves is shown, too. */
async function outcome(input: ArchiveInput, options?: ExtractArchiveOptions): Promise<readonly string[]> {
  const folder = await tempFolder();
  try {
    const tree = await extractArchive(input, join(folder, 'out'), options);
    return tree.files.map(({ path }) => path);
  } catch (error) {
    return [(error as { code?: string }).code ?? String(error), ...(await listTree(folder))];
  }
}

describe('extractArchive', () => {
  const tar = makeTar(files);
  const archives: readonly (readonly [kind: string, bytes: Uint8Array])[] = [
    ['tar', tar],
    ['tar.gz', gzipSync(tar)],
    ['zip', makeZip(files.map((file) => ({ ...file, deflate: true })))],
  ];

  describe.each(archives)('of a %s', (kind, bytes) => {
    it.each<[string, (folder: string) => Promise<ArchiveInput>]>([
      ['a stream', async () => inPieces(bytes)],
      ['bytes', async () => bytes],
      [
        'a file',
        async (folder) => {
          await writeFile(join(folder, 'archive'), bytes);
          return join(folder, 'archive');
        },
      ],
    ])('writes and hashes every file, from %s', async (_name, open) => {
      const folder = await tempFolder();
      const input = await open(folder);
      const out = join(folder, 'new', 'out');
      const tree = await extractArchive(input, out);
      expect(tree).toStrictEqual({
        kind,
        files: files
          .map(({ path, content, mode = 0 }) => ({
            path,
            sizeBytes: content.length,
            sha256: sha256(content),
            executable: (mode & 0o100) !== 0,
          }))
          .toSorted((a, b) => (a.path < b.path ? -1 : 1)),
      });
      for (const { path, content } of files) expect(await readFile(join(out, path), 'utf8')).toBe(content);
      expect(await readdir(join(folder, 'new'))).toStrictEqual(['out']);
    });

    it('leaves out the one folder that holds everything', async () => {
      expect(await outcome(bytes, { stripTopFolder: true })).toStrictEqual([
        'manifest.json',
        'run.sh',
        'weights/large.bin',
      ]);
    });

    it('leaves nothing behind when it was cut off', async () => {
      expect(await outcome(bytes.subarray(0, bytes.length - 1100))).toStrictEqual(['ERR_ZOO_ARCHIVE_INVALID']);
    });

    it('stops at the limit of what comes out', async () => {
      expect(await outcome(bytes, { limits: { maxBytes: 320_000 } })).toStrictEqual(['ERR_ZOO_ARCHIVE_LIMIT']);
      expect(await outcome(bytes, { limits: { maxEntries: 4 } })).toStrictEqual(['ERR_ZOO_ARCHIVE_LIMIT']);
    });
  });

  it('keeps several folders, and one beside a file, as they are', async () => {
    const two = makeTar([{ path: 'a/x' }, { path: 'b/y' }]);
    expect(await outcome(two, { stripTopFolder: true })).toStrictEqual(['a/x', 'b/y']);
    const beside = makeTar([{ path: 'a/x' }, { path: 'manifest.json' }]);
    expect(await outcome(beside, { stripTopFolder: true })).toStrictEqual(['a/x', 'manifest.json']);
  });

  it('takes no notice of what macOS puts beside the one folder', async () => {
    const zip = makeZip([{ path: '__MACOSX/._a' }, { path: '.DS_Store' }, { path: 'a/x' }]);
    expect(await outcome(zip, { stripTopFolder: true })).toStrictEqual(['x']);
  });

  it('makes modes 0644 and 0755, whatever is claimed', async () => {
    const out = join(await tempFolder(), 'out');
    await extractArchive(
      makeTar([
        { path: 'd/', type: '5', mode: 0o7000 },
        { path: 'd/setuid', mode: 0o6777 },
        { path: 'd/none', mode: 0 },
      ]),
      out,
    );
    const mode = async (path: string): Promise<number> =>
      (await stat(join(out, path))).mode & 0o7777 & ~process.umask();
    expect([await mode('d'), await mode('d/setuid'), await mode('d/none')]).toStrictEqual(
      [0o755, 0o755, 0o644].map((bits) => bits & ~process.umask()),
    );
  });

  it('leaves links out and says so', async () => {
    const notices: string[] = [];
    const archive = makeTar([
      { path: 'a', content: 'x' },
      { path: 'b', type: '2', linkTarget: 'a' },
    ]);
    expect(await outcome(archive, { onNotice: (message) => notices.push(message) })).toStrictEqual(['a']);
    expect(notices).toStrictEqual(['The link "b" was left out.']);
    const zip = makeZip([{ path: 'a' }, { path: 'b', content: 'a', mode: 0o120777 }]);
    expect(await outcome(zip, { onNotice: (message) => notices.push(message) })).toStrictEqual(['a']);
    expect(notices).toHaveLength(2);
  });

  it.each<[string, TarEntry[]]>([
    ['a path that leads out', [{ path: '../x' }]],
    ['an extended path that leads out', [makePax({ path: 'a/../../x' }), { path: 'a' }]],
    ['an absolute path', [{ path: '/tmp/x' }]],
    ['a link that leads out', [{ path: 'a', type: '2', linkTarget: '../../x' }]],
    ['a file below a link', [{ path: 'a', type: '2', linkTarget: 'b' }, { path: 'a/x' }]],
    ['a device', [{ path: 'tty', type: '3' }]],
    ['a pipe', [{ path: 'pipe', type: '6' }]],
    ['names that differ in case', [{ path: 'A' }, { path: 'a' }]],
    ['a name that paints the terminal', [{ path: '\u001b[2J' }]],
  ])('refuses an archive with %s, wherever it stands, and leaves nothing', async (_name, entries) => {
    const good = { path: 'good', content: 'x' };
    expect(await outcome(makeTar([good, ...entries]))).toStrictEqual(['ERR_ZOO_ARCHIVE_UNSAFE']);
    expect(await outcome(gzipSync(makeTar([...entries, good])))).toStrictEqual(['ERR_ZOO_ARCHIVE_UNSAFE']);
  });

  it('shows names so that they do no harm', async () => {
    const out = join(await tempFolder(), 'out');
    await expect(extractArchive(makeTar([{ path: 'a\u001b[31m\u202e' }]), out)).rejects.toThrow(
      expect.objectContaining({
        message: 'The archive holds "a\\u{1b}[31m\\u{202e}", which has characters that cannot be seen.',
      }),
    );
  });

  it('reads gzip members that follow each other as one', async () => {
    const parts = [tar.subarray(0, 700), tar.subarray(700)].map((part) => gzipSync(part));
    expect(await outcome(Buffer.concat(parts))).toHaveLength(files.length);
  });

  it('refuses gzip whose checksum is wrong, and gzip of something else', async () => {
    const wrong = Buffer.from(gzipSync(tar));
    wrong.writeUInt8(wrong.readUInt8(wrong.length - 6) ^ 1, wrong.length - 6);
    expect(await outcome(wrong)).toStrictEqual(['ERR_ZOO_ARCHIVE_INVALID']);
    expect(await outcome(gzipSync('no tar'.repeat(200)))).toStrictEqual(['ERR_ZOO_ARCHIVE_UNSUPPORTED']);
    expect(await outcome(gzipSync(gzipSync(tar)))).toStrictEqual(['ERR_ZOO_ARCHIVE_UNSUPPORTED']);
  });

  it('stops a bomb by what comes out of it', async () => {
    const zeros = gzipSync(makeTar([{ path: 'zeros', content: Buffer.alloc(80 * 1024 * 1024) }]));
    expect(zeros.length).toBeLessThan(200_000);
    expect(await outcome(zeros)).toStrictEqual(['ERR_ZOO_ARCHIVE_LIMIT']);
    expect(await outcome(zeros, { limits: { maxRatio: 2000 } })).toStrictEqual(['zeros']);
  });

  it('stops headers without end', async () => {
    const header = makeTarEntry(makePax({ comment: 'x'.repeat(500_000) }, 'g'));
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) yield header;
    }
    expect(await outcome(endless(), { limits: { maxBytes: 1000, maxEntries: 1000 } })).toStrictEqual([
      'ERR_ZOO_ARCHIVE_LIMIT',
    ]);
  });

  it('says that a web page is one', async () => {
    const page = '<!doctype html><title>Sign in</title>';
    expect(await outcome(Buffer.from(page))).toStrictEqual(['ERR_ZOO_ARCHIVE_UNSUPPORTED']);
  });

  it('refuses archives without files', async () => {
    expect(await outcome(makeTar([{ path: 'd/', type: '5' }]))).toStrictEqual(['ERR_ZOO_ARCHIVE_INVALID']);
    expect(await outcome(makeZip([]))).toStrictEqual(['ERR_ZOO_ARCHIVE_INVALID']);
    expect(await outcome(new Uint8Array())).toStrictEqual(['ERR_ZOO_ARCHIVE_INVALID']);
  });

  it('takes an empty folder as its target, and no other', async () => {
    const out = join(await tempFolder(), 'out');
    await mkdir(out);
    await extractArchive(tar, out);
    await expect(extractArchive(tar, out)).rejects.toThrow(expect.objectContaining({ code: 'ERR_ZOO_USAGE' }));
    expect(await listTree(out)).toHaveLength(5);
  });

  it('passes errors of the stream on as they are, and leaves nothing', async () => {
    const folder = await tempFolder();
    const cut = new Error('the network went away');
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield gzipSync(tar).subarray(0, 600);
      throw cut;
    }
    await expect(extractArchive(broken(), join(folder, 'out'))).rejects.toBe(cut);
    expect(await readdir(folder)).toStrictEqual([]);
  });

  it('stops for a signal though the stream is stuck, and leaves nothing', async () => {
    const folder = await tempFolder();
    const abort = new AbortController();
    const reason = new Error('enough');
    async function* stuck(): AsyncGenerator<Uint8Array> {
      yield tar.subarray(0, 2048);
      setImmediate(() => abort.abort(reason));
      await new Promise(() => undefined);
    }
    await expect(extractArchive(stuck(), join(folder, 'out'), { signal: abort.signal })).rejects.toBe(reason);
    expect(await readdir(folder)).toStrictEqual([]);
  });

  it('says what is the matter with a folder that cannot be written', async () => {
    const folder = await tempFolder();
    await writeFile(join(folder, 'file'), '');
    await expect(extractArchive(tar, join(folder, 'file', 'out'))).rejects.toThrow(
      expect.objectContaining({ code: 'ERR_ZOO_STORE_IO' }),
    );
  });

  it('says that a file is not there', async () => {
    const folder = await tempFolder();
    await expect(extractArchive(join(folder, 'none.zip'), join(folder, 'out'))).rejects.toThrow(
      expect.objectContaining({ code: 'ERR_ZOO_FILE_NOT_FOUND' }),
    );
  });
});
