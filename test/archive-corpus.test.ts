import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { lstat, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { extractArchive, ZooError } from '@modelzoo/core';

const corpus = new URL('../../shared/corpus/hostile/', import.meta.url);
const noCorpus = existsSync(corpus) ? '' : ' (skipped: the corpus of hostile archives is not beside the project)';

const resolver = new URL('../packages/core/test/resolve-typescript.mjs', import.meta.url);
const runTypeScript = ['--conditions=@modelzoo/source', '--import', resolver.href];
const extractOnce = fileURLToPath(new URL('fixtures/extract-once.ts', import.meta.url));

interface ListedFile {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

/** What may be in the tree of an archive that is taken. */
interface Listing {
  readonly match?: 'content';
  readonly files: readonly ListedFile[];
  /** Copies of what links lead to. */
  readonly optional?: readonly ListedFile[];
  /** Other right answers. */
  readonly alts?: readonly (readonly ListedFile[])[];
  /** Whether what is optional may be there in any number. */
  readonly opt_any?: boolean;
}

interface Row {
  readonly file: string;
  readonly category: string;
  /** `accept`, `reject`, `either` the listing or a refusal, or `contain`: either, and a part of the listing will do. */
  readonly expect: string;
  readonly listing: string;
}

function readRows(): Row[] {
  const [head = '', ...lines] = readFileSync(new URL('index-public.tsv', corpus), 'utf8').trimEnd().split('\n');
  const columns = head.split('\t');
  const rows = lines.map((line) => {
    const cells = line.split('\t');
    const cell = (name: string) => cells[columns.indexOf(name)] ?? '';
    const [file, category, expected, listing] = ['file', 'category', 'expect', 'listing'].map(cell);
    return { kind: cell('kind'), file, category, expect: expected, listing } as Row & { readonly kind: string };
  });
  return rows.filter(({ kind }) => kind === 'archive');
}

const rows = noCorpus === '' ? readRows() : [];

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modelzoo-corpus-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** What is wrong with a refusal. */
function refusalFaults(error: Error, row: Row): string[] {
  const faults: string[] = [];
  if (row.expect === 'accept') faults.push(`refuses what is right: ${error.message}`);
  if (!ZooError.is(error) || !error.code.startsWith('ERR_ZOO_ARCHIVE_')) faults.push(`has no code: ${String(error)}`);
  if (/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(error.message)) faults.push('prints what no terminal should see');
  return faults;
}

/** What is wrong with what an extraction left. */
async function treeFaults(out: string, row: Row): Promise<string[]> {
  const faults: string[] = [];
  if (row.expect === 'reject') faults.push('takes what is wrong');
  for (const entry of await readdir(out, { recursive: true, withFileTypes: true })) {
    const { mode, nlink } = await lstat(join(entry.parentPath, entry.name));
    if (!entry.isFile() && !entry.isDirectory()) faults.push(`${entry.name} is neither a file nor a folder`);
    if ((mode & 0o7022) !== 0 || (mode & 0o400) === 0) faults.push(`${entry.name} has the mode ${mode.toString(8)}`);
    if (entry.isFile() && nlink > 1) faults.push(`${entry.name} is a hard link`);
  }
  if (row.listing === '') return faults;
  const listing = JSON.parse(await readFile(new URL(row.listing, corpus), 'utf8')) as Listing;
  const files = await filesIn(out);
  if (!fits(files, listing, row.expect === 'contain')) faults.push(`is not what is listed: ${JSON.stringify(files)}`);
  return faults;
}

async function filesIn(out: string): Promise<ListedFile[]> {
  const entries = await readdir(out, { recursive: true, withFileTypes: true });
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name);
        const bytes = await readFile(path);
        const sha256 = createHash('sha256').update(bytes).digest('hex');
        return { path: path.slice(out.length + 1), size: bytes.length, sha256 };
      }),
  );
}

/** Whether there is nothing but what a listing has, and, unless a part will do, all of it. */
function fits(files: readonly ListedFile[], listing: Listing, partWillDo: boolean): boolean {
  const keyOf = ({ path, size, sha256 }: ListedFile) =>
    `${listing.match === 'content' ? '' : posix.normalize(path.replaceAll('\\', '/'))}|${size}|${sha256}`;
  const optional = listing.optional ?? [];
  const known = [...listing.files, ...optional, ...(listing.alts ?? []).flat()];
  const isOptional = (file: ListedFile) =>
    optional.some((other) => keyOf(other) === keyOf(file)) ||
    (listing.opt_any === true && (file.size === 0 || known.some(({ sha256 }) => sha256 === file.sha256)));
  return [listing.files, ...(listing.alts ?? [])].some((expected) => {
    const missing = expected.map(keyOf);
    const extra = files.filter((file) => {
      const place = missing.indexOf(keyOf(file));
      if (place >= 0) missing.splice(place, 1);
      return place < 0 && !isOptional(file);
    });
    return extra.length === 0 && (partWillDo || missing.length === 0);
  });
}

describe.skipIf(noCorpus !== '')(`extractArchive, of odd and hostile archives${noCorpus}`, () => {
  it('knows where the archives are', () => {
    expect(rows.length).toBeGreaterThan(500);
  });

  it.each(rows.map((row) => [row.expect, row.category, row.file.replace('public/archives/', ''), row] as const))(
    'takes or refuses as it should (%s): %s, %s',
    async (_expect, _category, _name, row) => {
      const canary = join(folder, 'canary-read.txt');
      await writeFile(canary, 'canary');
      const out = join(folder, 'out');
      const archive = fileURLToPath(new URL(row.file, corpus));
      const result = await extractArchive(archive, out).catch((error: unknown) => error);
      expect(result instanceof Error ? refusalFaults(result, row) : await treeFaults(out, row)).toStrictEqual([]);
      expect(await readFile(canary, 'utf8')).toBe('canary');
      const left = result instanceof Error ? ['canary-read.txt'] : ['canary-read.txt', 'out'];
      expect((await readdir(folder)).toSorted()).toStrictEqual(left);
    },
  );

  const costly = rows.filter(({ category }) => category === 'bomb');

  it.each(costly.map(({ file }) => [file.replace('public/archives/', ''), file] as const))(
    'needs less than 250 MiB and 10 s for %s',
    async (_name, file) => {
      const child = spawn(
        process.execPath,
        [...runTypeScript, extractOnce, fileURLToPath(new URL(file, corpus)), join(folder, 'out')],
        { stdio: ['ignore', 'pipe', 'inherit'], timeout: 10_000, killSignal: 'SIGKILL' },
      );
      // Nothing where it was killed.
      const mebibytes = Number((await text(child.stdout)) || Number.NaN);
      expect(mebibytes).toBeLessThan(250);
    },
  );
});
