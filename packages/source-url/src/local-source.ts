import { createHash } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ZooError, type PinnedSource, type PluginContext, type SourceContent, type SourceFile } from '@modelzoo/core';
import { listFolder } from './list-folder.js';
import { readKey, type UrlLocator } from './url-reference.js';
import { digestMismatch, verified } from './verified.js';

const DIGEST = 'sha256-';

/** For members of a folder: a link that took the place of a file since it was listed is not followed. */
const NO_LINK = constants.O_RDONLY | (process.platform === 'win32' ? 0 : constants.O_NOFOLLOW);

/** The revision of what is on this machine is the digest of its content, so that every edit is seen, and no touch is. */
export async function resolveLocalSource(
  locator: UrlLocator,
  { signal }: PluginContext,
): Promise<PinnedSource<UrlLocator>> {
  signal.throwIfAborted();
  const { path, sha256 } = readLocalKey(locator);
  return await readable(path, async () => {
    const facts = await stat(path);
    if (facts.isDirectory()) {
      if (sha256 !== undefined) throw unpinnable(path);
      return { locator, revision: `${DIGEST}${await digestFolder(path, signal)}` };
    }
    requireFile(path, facts);
    const actual = await digestFile(path, signal);
    if (sha256 !== undefined && sha256 !== actual)
      throw digestMismatch({ sha256, subject: path, isPinned: true }, actual);
    return { locator, revision: `${DIGEST}${actual}` };
  });
}

/** The files of a folder one by one, or the bytes of an archive. */
export async function openLocalSource(
  { locator, revision }: PinnedSource<UrlLocator>,
  { signal }: PluginContext,
): Promise<SourceContent> {
  signal.throwIfAborted();
  const { path, sha256 } = readLocalKey(locator);
  return await readable(path, async () => {
    const facts = await stat(path);
    if (facts.isDirectory()) return { kind: 'files', files: openFolder(path, signal) };
    requireFile(path, facts);
    const expected = { sha256: revision.slice(DIGEST.length), subject: path, isPinned: sha256 !== undefined };
    return { kind: 'archive', stream: verified(readFile(path, signal), expected), sizeBytes: facts.size };
  });
}

function readLocalKey({ key }: UrlLocator): { readonly path: string; readonly sha256: string | undefined } {
  const { url, sha256 } = readKey(key);
  return { path: fileURLToPath(url), sha256 };
}

async function* openFolder(root: string, signal: AbortSignal): AsyncGenerator<SourceFile, void, undefined> {
  for (const path of await listFolder(root, signal)) {
    yield { path, open: () => readFile(join(root, path), signal, NO_LINK) };
  }
}

async function digestFolder(root: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for (const path of await listFolder(root, signal)) {
    hash.update(`${JSON.stringify([path, await digestFile(join(root, path), signal, NO_LINK)])}\n`);
  }
  return hash.digest('hex');
}

async function digestFile(path: string, signal: AbortSignal, flags?: number): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of readFile(path, signal, flags)) hash.update(bytes);
  return hash.digest('hex');
}

async function* readFile(
  path: string,
  signal: AbortSignal,
  flags: number = constants.O_RDONLY,
): AsyncGenerator<Uint8Array, void, undefined> {
  signal.throwIfAborted();
  const stream: AsyncIterable<Uint8Array> = (await open(path, flags)).createReadStream();
  for await (const bytes of stream) {
    signal.throwIfAborted();
    yield bytes;
  }
}

function requireFile(path: string, facts: Stats): void {
  if (!facts.isFile()) throw notFound(path, 'is neither a file nor a folder');
}

/** Runs something that reads, and says of what cannot be read that it is no source. */
async function readable<T>(path: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    const { code } = error;
    const at = 'path' in error && typeof error.path === 'string' ? error.path : path;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw notFound(at, 'is not there', error);
    if (code === 'EACCES' || code === 'EPERM') throw notFound(at, 'may not be read', error);
    throw error;
  }
}

function notFound(path: string, why: string, cause?: unknown): ZooError {
  return new ZooError('ERR_ZOO_SOURCE_NOT_FOUND', `The path ${path} ${why}.`, {
    hint: 'Check the path. Relative ones start from the current folder.',
    details: { path },
    cause,
  });
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
