import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { extractArchive } from './extract-archive.js';
import { writeTar, type TarMember } from './write-tar.js';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zoo-tar-'));
  file = join(folder, 'x.tar');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function member(path: string, text: string, more: Partial<TarMember> = {}): TarMember {
  async function* open() {
    yield Buffer.from(text);
  }
  return { path, sizeBytes: Buffer.byteLength(text), executable: false, open, ...more };
}

describe('writeTar', () => {
  it('writes what our own reader reads, long names, empty files and modes among it', async () => {
    const long = `${'folder/'.repeat(40)}ünïcode.txt`;
    const { sizeBytes, sha256 } = await writeTar(file, [
      member('a', ''),
      member(long, 'b'),
      member('run', 'c', { executable: true }),
    ]);
    const { files } = await extractArchive(file, join(folder, 'out'));
    expect(files.map(({ path, executable }) => [path, executable])).toStrictEqual([
      ['a', false],
      [long, false],
      ['run', true],
    ]);
    const bytes = await readFile(file);
    expect(bytes.length).toBe(sizeBytes);
    expect(
      await writeTar(join(folder, 'y.tar'), [
        member('a', ''),
        member(long, 'b'),
        member('run', 'c', { executable: true }),
      ]),
    ).toStrictEqual({ sizeBytes, sha256 });
  });

  it.each([
    ['cannot be read', member('a', 'aa', { open: () => failing() }), /no more/],
    ['is shorter than it said', member('a', 'aa', { sizeBytes: 3 }), /./],
    ['is longer than it said', member('a', 'aa', { sizeBytes: 1 }), /./],
  ])('leaves nothing when a member %s', async (_, wrong, message) => {
    await expect(writeTar(file, [member('b', 'b'), wrong])).rejects.toThrow(message);
    expect(await readdir(folder)).toStrictEqual([]);
  });

  it('leaves nothing when it is stopped', async () => {
    const reason = new Error('enough');
    await expect(writeTar(file, [member('a', 'a')], { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(await readdir(folder)).toStrictEqual([]);
  });
});

async function* failing(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('a');
  throw new Error('no more');
}
