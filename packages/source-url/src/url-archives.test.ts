import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createLoopbackOrigin, seededBytes } from '@modelzoo/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { packArchive } from '../test/pack-archive.js';
import { manifestOf, openUrlZoo, serve } from '../test/url-bench.js';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';
/** More than is read to learn a digest. */
const LARGE = seededBytes(5 * 1024 * 1024);

async function archiveOf(...versions: readonly string[]): Promise<Buffer> {
  return await packArchive({ 'models-main/manifest.json': manifestOf(...versions) });
}

describe('an archive behind a URL', () => {
  it('is told by its bytes, whatever its name, type and disposition say', async () => {
    const zoo = await openUrlZoo();
    const headers = { 'content-disposition': 'attachment; filename="../../evil.zip"' };
    const origin = await serve({ body: await archiveOf('1'), contentType: 'text/html', headers }, '/download');
    const { source, models } = await zoo.registerSource(origin.url('/download'));
    expect([source.key, models]).toStrictEqual([origin.url('/download'), ['a/model@1']]);
    expect((await readdir(zoo.home, { recursive: true })).filter((path) => path.includes('evil'))).toStrictEqual([]);
  });

  it('that is a page for people is said to be one', async () => {
    const zoo = await openUrlZoo();
    const origin = await serve({ always: { kind: 'html' } });
    await expect(zoo.registerSource(origin.url('/x.zip'))).rejects.toMatchObject({
      code: 'ERR_ZOO_ARCHIVE_UNSUPPORTED',
      message: expect.stringContaining('HTML page') as string,
    });
    expect(await readdir(join(zoo.home, 'sources')).catch(() => [])).toStrictEqual([]);
  });

  it('is found through redirects, and keeps the name that the user gave it', async () => {
    const zoo = await openUrlZoo();
    const target = await serve({ body: await archiveOf('1') });
    const origin = await serve({ always: { kind: 'redirect', to: `${target.url('/x.zip')}?token=canary` } }, '/latest');
    expect((await zoo.registerSource(origin.url('/latest'))).source.key).toBe(origin.url('/latest'));
    expect(JSON.stringify(zoo.events)).not.toContain('canary');
  });

  it('loses its one top folder only when that holds everything', async () => {
    const zoo = await openUrlZoo();
    const origin = await createLoopbackOrigin();
    onTestFinished(() => origin.close());
    origin.setRoute('/one', { body: await archiveOf('1') });
    const files = { 'manifest.json': manifestOf('2'), 'models/manifest.json': manifestOf('3') };
    origin.setRoute('/beside', { body: await packArchive(files) });
    expect((await zoo.registerSource(origin.url('/one'))).manifests).toMatchObject([{ path: 'manifest.json' }]);
    const { manifests } = await zoo.registerSource(origin.url('/beside'));
    expect(manifests.map(({ path }) => path)).toStrictEqual(['manifest.json', 'models/manifest.json']);
  });

  it('is not sent again while its time of last change is the same', async () => {
    const zoo = await openUrlZoo();
    const body = await archiveOf('1');
    const origin = await serve({ body, etag: 'W/"weak"', lastModified: new Date(0) });
    await zoo.registerSource(origin.url('/x.zip'));
    origin.clearRequests();
    expect(await zoo.updateSources()).toMatchObject([{ moved: false }]);
    expect(origin.requests).toMatchObject([{ status: 304, sentBytes: 0 }]);
    origin.setRoute('/x.zip', { body: await archiveOf('1', '2'), etag: 'W/"weak"', lastModified: new Date(5000) });
    expect(await zoo.updateSources()).toMatchObject([{ moved: true, added: ['a/model@2'] }]);
  });

  it('that changed within the second in which it was asked for is not taken for unchanged', async () => {
    const zoo = await openUrlZoo();
    const lastModified = new Date(Date.now() + 1000);
    const origin = await serve({ body: await archiveOf('1'), etag: null, lastModified });
    await zoo.registerSource(origin.url('/x.zip'));
    origin.setRoute('/x.zip', { body: await archiveOf('2'), etag: null, lastModified });
    expect(await zoo.updateSources()).toMatchObject([{ moved: true, added: ['a/model@2'] }]);
  });

  it('is one source under whatever signature, and takes a fresh one', async () => {
    const zoo = await openUrlZoo();
    const origin = await serve({ body: await archiveOf('1'), etag: null });
    const signed = (signature: string): string => `${origin.url('/x.zip')}?X-Amz-Date=1&X-Amz-Signature=${signature}`;
    const { source } = await zoo.registerSource(signed('canary1'));
    expect(source.key).toBe(origin.url('/x.zip'));
    expect(new Set(origin.requests.map(({ url }) => url))).toStrictEqual(
      new Set(['/x.zip?X-Amz-Date=1&X-Amz-Signature=canary1']),
    );
    origin.setRoute('/x.zip', { always: { kind: 'status', status: 403 } });
    const updates = await zoo.updateSources();
    expect(updates).toMatchObject([
      { error: { code: 'ERR_ZOO_UNAUTHORIZED', hint: expect.stringContaining('--overwrite') as string } },
    ]);
    expect(JSON.stringify([updates, zoo.events, await zoo.listSources()])).not.toContain('canary');
    origin.setRoute('/x.zip', { body: await archiveOf('2'), etag: null });
    origin.clearRequests();
    await zoo.registerSource(signed('canary2'), { overwrite: true });
    expect(await zoo.updateSources()).toMatchObject([{ moved: false, source: { key: source.key } }]);
    expect(origin.requests.every(({ url }) => url.includes('canary2'))).toBe(true);
    expect(await zoo.listSources()).toHaveLength(1);
  });

  it.each([
    ['a file of a release', '/u/r/releases/download/v1/models.zip', {}],
    ['the archive of a commit', `/u/r/archive/${COMMIT}.zip`, {}],
    ['what its server calls immutable', '/x.zip', { 'cache-control': 'max-age=60, immutable' }],
  ])('that is %s may not become another one', async (_what, path, headers) => {
    const zoo = await openUrlZoo();
    const origin = await serve({ body: await archiveOf('1'), headers }, path);
    const { source } = await zoo.registerSource(origin.url(path));
    origin.setRoute(path, { body: await archiveOf('2') });
    expect(await zoo.updateSources()).toMatchObject([{ moved: false, error: { code: 'ERR_ZOO_DIGEST_MISMATCH' } }]);
    expect(await zoo.listSources()).toStrictEqual([source]);
    expect((await zoo.listModels()).map(({ name }) => name)).toStrictEqual(['a/model@1']);
  });

  it('that a redirect to something immutable leads to may still move', async () => {
    const zoo = await openUrlZoo();
    const headers = { 'cache-control': 'immutable' };
    const origin = await serve({ body: await archiveOf('1'), headers }, '/v1');
    origin.setRoute('/v2', { body: await archiveOf('2'), headers });
    origin.setRoute('/latest', { always: { kind: 'redirect', to: '/v1' } });
    await zoo.registerSource(origin.url('/latest'));
    origin.setRoute('/latest', { always: { kind: 'redirect', to: '/v2' } });
    expect(await zoo.updateSources()).toMatchObject([{ moved: true }]);
  });

  it.each([
    ['by range where the server can', LARGE, undefined, '"a"'],
    ['from the start where it cannot', LARGE, { kind: 'ignore-range' } as const, '"a"'],
    ['by its digest where there is no validator', LARGE.slice(0, 3_000_000), undefined, null],
  ])('goes on after its connection broke, %s', async (_how, padding, always, etag) => {
    const zoo = await openUrlZoo();
    const body = await packArchive({ 'manifest.json': manifestOf('1'), padding });
    const broken = { kind: 'reset', atBytes: 2_000_000 } as const;
    const origin = await serve({ body, etag, faults: [undefined, broken], always });
    expect((await zoo.registerSource(origin.url('/x.zip'))).models).toStrictEqual(['a/model@1']);
    const ranges = origin.requests.map(({ headers }) => headers.range ?? 'all');
    expect(ranges).toStrictEqual(['all', 'all', expect.stringMatching(/^bytes=[1-9]\d*-$/)]);
    expect(zoo.events).toContainEqual(expect.objectContaining({ type: 'retry' }));
  });

  it('that became another one while its connection was broken is refused', async () => {
    const zoo = await openUrlZoo();
    const files = { 'manifest.json': manifestOf('1'), padding: LARGE };
    const body = await packArchive(files);
    const changed = { kind: 'change', body: await packArchive({ ...files, more: '' }), etag: '"b"' } as const;
    const faults = [undefined, { kind: 'reset', atBytes: 2_000_000 } as const, changed];
    const origin = await serve({ body, etag: '"a"', faults });
    await expect(zoo.registerSource(origin.url('/x.zip'))).rejects.toMatchObject({
      code: 'ERR_ZOO_REVISION_NOT_FOUND',
    });
    expect(await zoo.listSources()).toStrictEqual([]);
  });

  it('that never ends is left before it fills anything', async () => {
    const zoo = await openUrlZoo({ maxBytes: 100_000 });
    const origin = await serve({ body: LARGE, etag: null, always: { kind: 'no-length' } });
    await expect(zoo.registerSource(origin.url('/x.zip'))).rejects.toMatchObject({ code: 'ERR_ZOO_ARCHIVE_LIMIT' });
  });
});
