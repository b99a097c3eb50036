import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ZooError, type PinnedSource, type PluginContext, type SourceContent, type SourceFile } from '@modelzoo/core';
import { listFolder } from './list-folder.js';
import { notFound, readFile, readProblem } from './read-file.js';
import { tooLarge } from './too-large.js';
import { readKey, type UrlLocator } from './url-reference.js';
import { digestMismatch, verified } from './verified.js';

const DIGEST = 'sha256-';

/** A folder or an archive on this machine. */
interface LocalTarget {
  readonly path: string;
  readonly sha256: string | undefined;
  readonly facts: Stats;
}

/** The revision of what is on this machine is the digest of its content, so that every edit is seen, and no touch is. */
export async function resolveLocalSource(
  locator: UrlLocator,
  { signal }: PluginContext,
  maxBytes: number,
): Promise<PinnedSource<UrlLocator>> {
  signal.throwIfAborted();
  const { path, sha256, facts } = await findLocal(locator);
  if (facts.isDirectory()) {
    if (sha256 !== undefined) throw unpinnable(path);
    return { locator, revision: `${DIGEST}${await digestFolder(path, maxBytes, signal)}` };
  }
  if (facts.size > maxBytes) throw tooLarge(`The file ${path}`, maxBytes);
  const actual = await digestFile(readFile(path, { signal, maxBytes }));
  if (sha256 !== undefined && sha256 !== actual)
    throw digestMismatch({ sha256, subject: path, isPinned: true }, actual);
  return { locator, revision: `${DIGEST}${actual}` };
}

/** The files of a folder one by one, or the bytes of an archive; they fail at their end if they are not the revision's. */
export async function openLocalSource(
  { locator, revision }: PinnedSource<UrlLocator>,
  { signal, log }: PluginContext,
  maxBytes: number,
): Promise<SourceContent> {
  signal.throwIfAborted();
  const { path, sha256, facts } = await findLocal(locator);
  const expected = { sha256: revision.slice(DIGEST.length), subject: path, isPinned: sha256 !== undefined };
  if (!facts.isDirectory()) {
    const stream = verified(readFile(path, { signal, maxBytes }), expected);
    return { kind: 'archive', stream, sizeBytes: facts.size };
  }
  const { files, leftOut } = await listed(path, maxBytes, signal);
  const [first] = leftOut;
  if (first !== undefined) {
    const others = leftOut.length === 1 ? '' : ` and ${String(leftOut.length - 1)} more`;
    log.info(`Links and what is no file are left out: ${first}${others}.`);
  }
  return { kind: 'files', files: openFolder() };

  async function* openFolder(): AsyncGenerator<SourceFile, void, undefined> {
    const digests = new Map<string, string>();
    for (const name of files) {
      yield { path: name, open: () => noting(name, digests) };
    }
    // Whoever leaves files unread wants no check of the whole.
    if (digests.size < files.length) return;
    const actual = digestList(files.map((name) => [name, digests.get(name)]));
    if (actual !== expected.sha256) throw digestMismatch(expected, actual);
  }
  async function* noting(name: string, digests: Map<string, string>): AsyncGenerator<Uint8Array, void, undefined> {
    const hash = createHash('sha256');
    for await (const bytes of readFile(join(path, name), { signal, maxBytes, noLink: true })) {
      hash.update(bytes);
      yield bytes;
    }
    digests.set(name, hash.digest('hex'));
  }
}

async function findLocal({ key }: UrlLocator): Promise<LocalTarget> {
  const { url, sha256 } = readKey(key);
  const path = fileURLToPath(url);
  const facts = await stat(path).catch((error: unknown) => {
    throw readProblem(error, path);
  });
  if (!facts.isDirectory() && !facts.isFile()) throw notFound(path, 'is neither a file nor a folder');
  return { path, sha256, facts };
}

async function digestFolder(root: string, maxBytes: number, signal: AbortSignal): Promise<string> {
  const { files } = await listed(root, maxBytes, signal);
  const digests: [path: string, sha256: string][] = [];
  for (const path of files) {
    digests.push([path, await digestFile(readFile(join(root, path), { signal, maxBytes, noLink: true }))]);
  }
  return digestList(digests);
}

async function listed(root: string, maxBytes: number, signal: AbortSignal): ReturnType<typeof listFolder> {
  return await listFolder(root, maxBytes, signal).catch((error: unknown) => {
    throw readProblem(error, root);
  });
}

async function digestFile(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of chunks) hash.update(bytes);
  return hash.digest('hex');
}

function digestList(files: readonly (readonly [path: string, sha256: string | undefined])[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${JSON.stringify(file)}\n`);
  return hash.digest('hex');
}

function unpinnable(path: string): ZooError {
  return new ZooError(
    'ERR_ZOO_REFERENCE_INVALID',
    `The path ${path} is a folder, and a sha256 can only pin an archive.`,
    {
      hint: 'Leave out #sha256=…, or give the archive.',
      details: { path },
    },
  );
}
