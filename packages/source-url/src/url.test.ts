import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ZooError, type PinnedSource, type SourceContent } from '@modelzoo/core';
import {
  createLoopbackOrigin,
  createTestContext,
  seededBytes,
  type LoopbackOrigin,
  type LoopbackRoute,
} from '@modelzoo/testkit';
import { afterEach, describe, expect, it } from 'vitest';
import { createUrlSource } from './url.js';
import type { UrlLocator } from './url-reference.js';

const small = seededBytes(10_000);
const large = seededBytes(5 * 1024 * 1024);
const closers: (() => Promise<unknown>)[] = [];
const source = createUrlSource();

afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

async function makeFolder(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'source-url-'));
  closers.push(() => rm(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

async function serve(route: LoopbackRoute): Promise<LoopbackOrigin> {
  const origin = await createLoopbackOrigin({ routes: { '/x.zip': route } });
  closers.push(() => origin.close());
  return origin;
}

function locate(reference: string): UrlLocator {
  const locator = source.parse(reference, { cwd: '/', homeDir: '/' });
  if (locator === undefined) throw new Error(`${reference} was not claimed`);
  return locator;
}

async function resolve(
  reference: string,
  options: {
    readonly previous?: PinnedSource<UrlLocator>;
    readonly offline?: boolean;
    readonly signal?: AbortSignal;
  } = {},
): Promise<PinnedSource<UrlLocator>> {
  const context = createTestContext(options);
  closers.push(() => context.close());
  return await source.doResolve(locate(reference), { ...context, previous: options.previous });
}

async function open(pinned: PinnedSource<UrlLocator>, offline = false): Promise<SourceContent> {
  const context = createTestContext({ offline });
  closers.push(() => context.close());
  return await source.doOpen(pinned, context);
}

async function read(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const bytes of stream) pieces.push(bytes);
  return Buffer.concat(pieces);
}

/** What a source holds: the bytes of an archive, or the text of each file. */
async function contentOf(pinned: PinnedSource<UrlLocator>, offline = false): Promise<Buffer | Record<string, string>> {
  const content = await open(pinned, offline);
  if (content.kind === 'archive') return await read(content.stream);
  const files: Record<string, string> = {};
  for await (const file of content.files) files[file.path] = (await read(file.open())).toString();
  return files;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

describe('an archive on the web', () => {
  it('is known by its content when it is small', async () => {
    const origin = await serve({ body: small });
    const pinned = await resolve(origin.url('/x.zip'));
    expect(pinned.revision).toBe(`sha256-${sha256(small)}`);
    expect(Buffer.compare((await contentOf(pinned)) as Buffer, small)).toBe(0);
  });

  it('does not look moved when the server only touched it', async () => {
    const origin = await serve({ body: small, etag: '"a"' });
    const previous = await resolve(origin.url('/x.zip'));
    origin.setRoute('/x.zip', { body: small, etag: '"b"', lastModified: new Date() });
    expect((await resolve(origin.url('/x.zip'), { previous })).revision).toBe(previous.revision);
    origin.setRoute('/x.zip', { body: small.slice(1), etag: '"c"' });
    expect((await resolve(origin.url('/x.zip'), { previous })).revision).not.toBe(previous.revision);
  });

  it('is not sent again when nothing has changed', async () => {
    const origin = await serve({ body: large, etag: '"a"' });
    const previous = await resolve(origin.url('/x.zip'));
    expect(previous.revision).toBe('etag-a');
    origin.clearRequests();
    expect(await resolve(origin.url('/x.zip'), { previous })).toStrictEqual(previous);
    expect(origin.requests).toMatchObject([{ status: 304, sentBytes: 0 }]);
  });

  it('is known by the time of its last change and its length when there is no strong entity tag', async () => {
    const origin = await serve({ body: large, etag: 'W/"a"', lastModified: new Date(0) });
    const pinned = await resolve(origin.url('/x.zip'));
    expect(pinned.revision).toBe(`modified-1970-01-01T00:00:00.000Z-${String(large.length)}`);
    expect(Buffer.compare((await contentOf(pinned)) as Buffer, large)).toBe(0);
  });

  it('is known by its content when the server says nothing of it, however large', async () => {
    const origin = await serve({ body: large, etag: null });
    expect((await resolve(origin.url('/x.zip'))).revision).toBe(`sha256-${sha256(large)}`);
  });

  it('is refused when it has changed between the two requests', async () => {
    const origin = await serve({ body: large, etag: '"a"' });
    const pinned = await resolve(origin.url('/x.zip'));
    origin.setRoute('/x.zip', { body: large, etag: '"b"' });
    await expect(open(pinned)).rejects.toMatchObject({ code: 'ERR_ZOO_REVISION_NOT_FOUND' });
    origin.setRoute('/x.zip', { body: small });
    const other = await resolve(origin.url('/x.zip'));
    origin.setRoute('/x.zip', { body: small.slice(1) });
    await expect(contentOf(other)).rejects.toMatchObject({ code: 'ERR_ZOO_DIGEST_MISMATCH' });
  });

  it('is checked against the digest that the reference pins', async () => {
    const origin = await serve({ body: small });
    const pinned = await resolve(`${origin.url('/x.zip')}#sha256=${sha256(small)}`);
    expect(origin.requests).toStrictEqual([]);
    expect(Buffer.compare((await contentOf(pinned)) as Buffer, small)).toBe(0);
    const wrong = await resolve(`${origin.url('/x.zip')}#sha256=${'ab'.repeat(32)}`);
    await expect(contentOf(wrong)).rejects.toMatchObject({
      code: 'ERR_ZOO_DIGEST_MISMATCH',
      details: { expectedSha256: 'ab'.repeat(32), actualSha256: sha256(small) },
    });
  });

  it('is asked for again after a failure that may pass', async () => {
    const faults: LoopbackRoute['faults'] = [
      { kind: 'status', status: 503 },
      { kind: 'reset', atBytes: 100 },
    ];
    const origin = await serve({ body: small, faults });
    expect((await resolve(origin.url('/x.zip'))).revision).toBe(`sha256-${sha256(small)}`);
  });

  it.each([
    [404, 'ERR_ZOO_SOURCE_NOT_FOUND'],
    [410, 'ERR_ZOO_SOURCE_NOT_FOUND'],
    [403, 'ERR_ZOO_UNAUTHORIZED'],
    [418, 'ERR_ZOO_RESPONSE_INVALID'],
  ])('that answers %i fails with %s', async (status, code) => {
    const origin = await serve({ always: { kind: 'status', status } });
    await expect(resolve(`${origin.url('/x.zip')}?sig=canary`)).rejects.toMatchObject({ code });
    const error = await resolve(`${origin.url('/x.zip')}?sig=canary`).catch((caught: unknown) => caught);
    expect(String(error) + JSON.stringify(error)).not.toContain('canary');
  });

  it('is not asked for offline', async () => {
    const origin = await serve({ body: small });
    await expect(resolve(origin.url('/x.zip'), { offline: true })).rejects.toMatchObject({ code: 'ERR_ZOO_OFFLINE' });
    expect(origin.requests).toStrictEqual([]);
  });

  it('is refused with a hint when the reference carries credentials or a broken digest', async () => {
    const origin = await serve({ body: small });
    const named = origin.url('/x.zip').replace('//', '//user:canary@');
    const error: unknown = await resolve(named).catch((caught: unknown) => caught);
    expect(ZooError.is(error, 'ERR_ZOO_REFERENCE_INVALID')).toBe(true);
    expect(String(error) + JSON.stringify(error)).not.toContain('canary');
    await expect(resolve(`${origin.url('/x.zip')}#sha256=abc`)).rejects.toMatchObject({
      code: 'ERR_ZOO_REFERENCE_INVALID',
      hint: expect.stringContaining('64 hex') as string,
    });
    expect(origin.requests).toStrictEqual([]);
  });
});

describe('a local folder', () => {
  it('gives its files, without repositories, dependencies and links', async () => {
    const folder = await makeFolder({
      'manifest.json': '{}',
      'b/c/d.txt': 'deep',
      'b/a.txt': 'a',
      '.hidden': 'h',
      '.git/config': 'no',
      'b/node_modules/x/index.js': 'no',
    });
    await symlink('/etc/passwd', join(folder, 'outside'));
    await symlink('manifest.json', join(folder, 'inside'));
    await symlink('b', join(folder, 'folder'));
    const pinned = await resolve(folder, { offline: true });
    expect(await contentOf(pinned, true)).toStrictEqual({
      '.hidden': 'h',
      'b/a.txt': 'a',
      'b/c/d.txt': 'deep',
      'manifest.json': '{}',
    });
  });

  it('moves with every edit, and with nothing else', async () => {
    const folder = await makeFolder({ 'manifest.json': '{}', 'a/b': 'x' });
    const { revision } = await resolve(folder);
    await utimes(join(folder, 'a/b'), 0, 0);
    await chmod(join(folder, 'a/b'), 0o600);
    expect((await resolve(`${folder}/`)).revision).toBe(revision);
    await writeFile(join(folder, 'a/b'), 'y');
    const edited = await resolve(folder);
    expect(edited.revision).not.toBe(revision);
    await writeFile(join(folder, 'a/b'), 'x');
    await writeFile(join(folder, 'a/c'), '');
    expect((await resolve(folder)).revision).not.toBe(revision);
  });

  it('has no digest to pin, and stops when its signal says so', async () => {
    const folder = await makeFolder({ 'manifest.json': '{}' });
    await expect(resolve(`file://${folder}#sha256=${'ab'.repeat(32)}`)).rejects.toMatchObject({
      code: 'ERR_ZOO_REFERENCE_INVALID',
    });
    const reason = new Error('enough');
    await expect(resolve(folder, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

describe('a local archive', () => {
  it('is known by its content, through links as well', async () => {
    const folder = await makeFolder({ 'x.zip': 'bytes' });
    await symlink('x.zip', join(folder, 'link.zip'));
    for (const name of ['x.zip', 'link.zip']) {
      const pinned = await resolve(join(folder, name), { offline: true });
      expect(pinned.revision).toBe(`sha256-${sha256(Buffer.from('bytes'))}`);
      expect(await contentOf(pinned, true)).toStrictEqual(Buffer.from('bytes'));
    }
  });

  it('is checked against its pinned digest, and against what it was a moment ago', async () => {
    const folder = await makeFolder({ 'x.zip': 'bytes' });
    const code = 'ERR_ZOO_DIGEST_MISMATCH';
    await expect(resolve(`file://${folder}/x.zip#sha256=${'ab'.repeat(32)}`)).rejects.toMatchObject({ code });
    const pinned = await resolve(join(folder, 'x.zip'));
    await writeFile(join(folder, 'x.zip'), 'other');
    await expect(contentOf(pinned)).rejects.toMatchObject({ code });
  });

  it('that is not there, or is no file, is no source', async () => {
    const folder = await makeFolder({ 'x.zip': 'bytes' });
    const code = 'ERR_ZOO_SOURCE_NOT_FOUND';
    await expect(resolve(join(folder, 'y.zip'))).rejects.toMatchObject({ code });
    await expect(resolve(join(folder, 'x.zip', 'z'))).rejects.toMatchObject({ code });
    await expect(resolve('/dev/null')).rejects.toMatchObject({ code });
  });
});
