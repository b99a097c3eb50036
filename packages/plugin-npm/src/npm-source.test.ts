import { buffer } from 'node:stream/consumers';
import { seededBytes, type TestContextOptions } from '@modelzoo/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFakeRegistry, type FakeRegistry } from '../test/fake-registry.js';
import { integrityOf } from '../test/integrity-of.js';
import { createNpmBench, type NpmBench } from '../test/npm-bench.js';
import { parseNpmReference, type NpmLocator } from './npm-reference.js';
import { createNpmSource } from './npm-source.js';

const tarball = Buffer.from('these are the bytes of a tarball');
const integrity = integrityOf(tarball);
const SECRET = 'a-secret-token';

let bench: NpmBench;

beforeEach(async () => {
  bench = await createNpmBench();
});
afterEach(() => bench[Symbol.asyncDispose]());

function locate(reference: string): NpmLocator {
  const locator = parseNpmReference(reference);
  if (locator === undefined) throw new Error(`${reference} is no reference`);
  return locator;
}

function setUp({ token, ...options }: TestContextOptions & { readonly token?: string } = {}) {
  const source = createNpmSource({ registry: bench.registry.url, cwd: bench.folder.path, token });
  const context = bench.createContext({ access: source.access, ...options });
  return { source, context };
}

async function resolveOne(reference: string) {
  const { source, context } = setUp();
  return source.doResolve(locate(reference), context);
}

async function versionOf(reference: string): Promise<string | undefined> {
  return (await resolveOne(reference)).revision.split('+')[0];
}

async function openAll(reference: string, options: { readonly token?: string } = {}): Promise<Buffer> {
  const { source, context } = setUp(options);
  const content = await source.doOpen(await source.doResolve(locate(reference), context), context);
  if (content.kind !== 'archive') throw new Error('an archive was expected');
  return buffer(content.stream);
}

function credentialsSeenBy({ origin }: FakeRegistry): (string | undefined)[] {
  return origin.requests.map(({ headers }) => headers.authorization);
}

describe('doResolve', () => {
  it('picks the version that npm would', async () => {
    bench.registry.publish('@scope/name', {
      '1.0.0': { tarball },
      '1.2.0': { tarball },
      '2.0.0-rc.1': { tarball },
      '2.0.0': { tarball },
      '1.9.0': { tarball },
    });
    await expect(versionOf('npm:@scope/name')).resolves.toBe('1.9.0'); // `latest`, though 2.0.0 is higher
    await expect(versionOf('npm:@scope/name@latest')).resolves.toBe('1.9.0');
    await expect(versionOf('npm:@scope/name@^1.0.0')).resolves.toBe('1.9.0');
    await expect(versionOf('npm:@scope/name@~1.2.0')).resolves.toBe('1.2.0');
    await expect(versionOf('npm:@scope/name@2')).resolves.toBe('2.0.0');
    await expect(versionOf('npm:@scope/name@2.0.0-rc.1')).resolves.toBe('2.0.0-rc.1');
    expect(new Set(bench.registry.origin.requests.map(({ url }) => url))).toStrictEqual(new Set(['/@scope%2fname']));
  });

  it('pins the version to its digest', async () => {
    bench.registry.publish('name', { '1.0.0': { tarball } });
    await expect(resolveOne('npm:name')).resolves.toMatchObject({ revision: `1.0.0+${integrity}` });
  });

  it('warns of a deprecated version, and takes another where one fits', async () => {
    bench.registry.publish('name', { '1.0.0': { tarball }, '1.1.0': { tarball, deprecated: 'Use 2.' } });
    const { source, context } = setUp();
    const picked = await source.doResolve(locate('npm:name@1'), context);
    expect(picked.revision).toMatch(/^1\.0\.0\+/);
    expect(context.notes).toStrictEqual([]);
    await source.doResolve(locate('npm:name@1.1.0'), context);
    expect(context.notes).toStrictEqual(['warn: name@1.1.0 is deprecated by its author: Use 2.']);
  });

  it('asks again with the entity tag, and keeps the revision when nothing changed', async () => {
    bench.registry.publish('name', { '1.0.0': { tarball } });
    const { source, context } = setUp();
    const locator = locate('npm:name');
    const first = await source.doResolve(locator, context);
    const second = await source.doResolve(locator, { ...context, previous: first });
    expect(second).toStrictEqual(first);
    bench.registry.publish('name', { '1.0.0': { tarball }, '2.0.0': { tarball } });
    const third = await source.doResolve(locator, { ...context, previous: second });
    expect(third.revision).toMatch(/^2\.0\.0\+/);
    // The tag of one registry says nothing about another.
    const elsewhere = { ...first, memo: { ...third.memo, registry: 'https://other.example/' } };
    await expect(source.doResolve(locator, { ...context, previous: elsewhere })).resolves.toStrictEqual(third);
    expect(bench.registry.origin.requests.map(({ status }) => status)).toStrictEqual([200, 304, 200, 200]);
  });

  it.each([
    ['a package that is not there', 404, 'ERR_ZOO_SOURCE_NOT_FOUND'],
    ['a registry that wants credentials', 401, 'ERR_ZOO_UNAUTHORIZED'],
    ['a registry that forbids', 403, 'ERR_ZOO_UNAUTHORIZED'],
    ['a status that makes no sense', 418, 'ERR_ZOO_RESPONSE_INVALID'],
  ])('has a code for %s', async (_, status, code) => {
    bench.registry.describe('name', {}, { always: { kind: 'status', status } });
    await expect(resolveOne('npm:name')).rejects.toMatchObject({ code, hint: expect.stringMatching(/\.$/) });
    expect(bench.registry.origin.requests).toHaveLength(1);
  });

  it.each([
    ['fails', 503, 'ERR_ZOO_SERVER'],
    ['is asked too often', 429, 'ERR_ZOO_RATE_LIMITED'],
  ])('tries a registry that %s again before it gives up', async (_, status, code) => {
    bench.registry.describe('name', {}, { always: { kind: 'status', status } });
    const { source, context } = setUp();
    await expect(source.doResolve(locate('npm:name'), context)).rejects.toMatchObject({ code });
    const retries = context.events.filter(({ type }) => type === 'retry');
    expect(retries.length).toBeGreaterThan(0);
    expect(bench.registry.origin.requests).toHaveLength(retries.length + 1);
  });

  it('gets over a registry that fails for a moment', async () => {
    bench.registry.publish(
      'name',
      { '1.0.0': { tarball } },
      { faults: [{ kind: 'hang-up' }, { kind: 'truncate', atBytes: 9 }] },
    );
    await expect(resolveOne('npm:name')).resolves.toMatchObject({ revision: `1.0.0+${integrity}` });
  });

  it.each(['^2', '2.0.0', 'next'])('says which versions there are when %s fits none', async (range) => {
    bench.registry.publish('name', { '1.0.0': { tarball } });
    await expect(resolveOne(`npm:name@${range}`)).rejects.toMatchObject({
      code: 'ERR_ZOO_REVISION_NOT_FOUND',
      message: expect.stringContaining(`fits "${range}"`),
      hint: 'It has 1 version; its tags are latest (1.0.0).',
    });
  });

  it('says that a package was withdrawn when it has no versions', async () => {
    bench.registry.describe('name', { name: 'name', time: { unpublished: {} } });
    await expect(resolveOne('npm:name')).rejects.toMatchObject({
      code: 'ERR_ZOO_REVISION_NOT_FOUND',
      hint: 'Nothing is published under that name any more.',
    });
  });

  it('refuses a page for people', async () => {
    bench.registry.describe('name', {}, { always: { kind: 'html' } });
    await expect(resolveOne('npm:name')).rejects.toMatchObject({ code: 'ERR_ZOO_RESPONSE_INVALID' });
  });

  it.each([
    ['a document of another kind', []],
    ['versions that are none', { versions: { '1.0.0': 'x' } }],
  ])('refuses %s', async (_, document) => {
    bench.registry.describe('name', document);
    await expect(resolveOne('npm:name')).rejects.toMatchObject({ code: 'ERR_ZOO_RESPONSE_INVALID' });
  });

  it.each([
    ['no files', {}],
    ['files without a digest', { tarball: 'https://npm.example/x.tgz' }],
    ['a digest of no known kind', { tarball: 'https://npm.example/x.tgz', integrity: 'md5-AAAA' }],
    ['files that are not on the web', { tarball: 'file:///etc/passwd', integrity }],
    ['an address with a password', { tarball: 'https://user:secret@npm.example/x.tgz', integrity }],
    ['fields of other types', { tarball: 1, integrity: {}, shasum: [] }],
  ])('refuses a version with %s, and no other', async (_, dist) => {
    bench.registry.publish('name', { '1.0.0': { tarball }, '2.0.0': { dist } });
    await expect(resolveOne('npm:name')).rejects.toMatchObject({ code: 'ERR_ZOO_RESPONSE_INVALID' });
    await expect(resolveOne('npm:name@1')).resolves.toMatchObject({ revision: `1.0.0+${integrity}` });
  });

  it('asks nothing while offline', async () => {
    const { source, context } = setUp({ offline: true });
    const pinned = { locator: locate('npm:name'), revision: `1.0.0+${integrity}` };
    await expect(source.doResolve(pinned.locator, context)).rejects.toMatchObject({ code: 'ERR_ZOO_OFFLINE' });
    await expect(source.doOpen(pinned, context)).rejects.toMatchObject({ code: 'ERR_ZOO_OFFLINE' });
    expect(bench.registry.origin.requests).toStrictEqual([]);
  });

  it('stops with the reason of the signal', async () => {
    bench.registry.describe('name', {}, { always: { kind: 'silence' } });
    const controller = new AbortController();
    const { source, context } = setUp({ signal: controller.signal });
    const resolving = source.doResolve(locate('npm:name'), context);
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(resolving).rejects.toBe(reason);
  });
});

describe('doOpen', () => {
  it('streams the tarball', async () => {
    bench.registry.publish('name', { '1.0.0': { tarball } });
    await expect(openAll('npm:name')).resolves.toStrictEqual(tarball);
  });

  it('finds the tarball by the revision alone', async () => {
    bench.registry.publish('name', { '1.0.0': { tarball }, '2.0.0': { tarball: Buffer.from('another') } });
    const { source, context } = setUp();
    const pinned = { locator: locate('npm:name'), revision: `1.0.0+${integrity}` };
    const content = await source.doOpen(pinned, context);
    if (content.kind !== 'archive') throw new Error('an archive was expected');
    expect(content.sizeBytes).toBe(tarball.byteLength);
    expect(await buffer(content.stream)).toStrictEqual(tarball);
    await expect(source.doOpen({ ...pinned, revision: '1.0.0' }, context)).rejects.toMatchObject({
      code: 'ERR_ZOO_REVISION_NOT_FOUND',
    });
  });

  it('fails at the end of bytes that the registry did not promise', async () => {
    bench.registry.publish('name', { '1.0.0': { tarball, route: { always: { kind: 'flip-bit', atBytes: 3 } } } });
    await expect(openAll('npm:name')).rejects.toMatchObject({ code: 'ERR_ZOO_DIGEST_MISMATCH' });
  });

  it('checks with the shasum where an old registry has nothing better', async () => {
    const shasum = Buffer.from(integrityOf(tarball, 'sha1').slice('sha1-'.length), 'base64').toString('hex');
    bench.registry.publish('name', { '1.0.0': { dist: { tarball: `${bench.registry.url}old.tgz`, shasum } } });
    bench.registry.origin.setRoute('/old.tgz', {
      body: tarball,
      faults: [undefined, { kind: 'flip-bit', atBytes: 0 }],
    });
    await expect(openAll('npm:name')).resolves.toStrictEqual(tarball);
    await expect(openAll('npm:name')).rejects.toMatchObject({ code: 'ERR_ZOO_DIGEST_MISMATCH' });
  });

  it('fails when the tarball ends too early', async () => {
    bench.registry.publish('cut', { '1.0.0': { tarball, route: { always: { kind: 'truncate', atBytes: 5 } } } });
    await expect(openAll('npm:cut')).rejects.toMatchObject({ code: 'ERR_ZOO_NETWORK' });
    bench.registry.publish('short', { '1.0.0': { tarball, route: { always: { kind: 'end-early', atBytes: 5 } } } });
    await expect(openAll('npm:short')).rejects.toMatchObject({ code: 'ERR_ZOO_DIGEST_MISMATCH' });
  });

  it('asks for the rest of a tarball whose connection broke', async () => {
    const large = Buffer.from(seededBytes(500_000));
    const faults = [{ kind: 'reset', atBytes: 200_000 } as const, { kind: 'truncate', atBytes: 400_000 } as const];
    bench.registry.publish('name', { '1.0.0': { tarball: large, route: { faults } } });
    expect(Buffer.compare(await openAll('npm:name'), large)).toBe(0);
    const tarballs = bench.registry.origin.requests.filter(({ url }) => url.endsWith('.tgz'));
    expect(tarballs.map(({ headers }) => headers.range)).toStrictEqual([
      undefined,
      expect.stringMatching(/^bytes=[1-9]\d*-$/),
      expect.stringMatching(/^bytes=[1-9]\d*-$/),
    ]);
  });

  it('says that a version is gone when its tarball is', async () => {
    bench.registry.publish('name', { '1.0.0': { dist: { tarball: `${bench.registry.url}gone.tgz`, integrity } } });
    await expect(openAll('npm:name')).rejects.toMatchObject({ code: 'ERR_ZOO_REVISION_NOT_FOUND' });
  });

  it('keeps the credential from a tarball host that is not the registry', async () => {
    await using files = await createFakeRegistry();
    files.origin.setRoute('/x.tgz', { body: tarball });
    bench.registry.publish('name', { '1.0.0': { dist: { tarball: `${files.url}x.tgz`, integrity } } });
    await expect(openAll('npm:name', { token: SECRET })).resolves.toStrictEqual(tarball);
    expect(credentialsSeenBy(bench.registry)).toStrictEqual([`Bearer ${SECRET}`]);
    expect(credentialsSeenBy(files)).toStrictEqual([undefined]);
  });

  it('keeps the credential from the host that the registry redirects to', async () => {
    await using files = await createFakeRegistry();
    files.origin.setRoute('/x.tgz', { body: tarball });
    const always = { kind: 'redirect', to: `${files.url}x.tgz` } as const;
    bench.registry.publish('name', { '1.0.0': { tarball, route: { always } } });
    await expect(openAll('npm:name', { token: SECRET })).resolves.toStrictEqual(tarball);
    expect(credentialsSeenBy(bench.registry)).toStrictEqual([`Bearer ${SECRET}`, `Bearer ${SECRET}`]);
    expect(credentialsSeenBy(files)).toStrictEqual([undefined]);
  });
});
