import { buffer } from 'node:stream/consumers';
import { createMemorySink, createTestContext } from '@modelzoo/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFakeRegistry } from '../test/fake-registry.js';
import { packTarball } from '../test/package-tarball.js';
import { startVerdaccio, type Verdaccio } from '../test/start-verdaccio.js';
import { createTempFolder, environmentIn } from '../test/temp-folder.js';
import { createNpmManager } from './npm-manager.js';
import type { NpmOptions } from './npm-options.js';
import { parseNpmReference } from './npm-reference.js';
import { createNpmSource } from './npm-source.js';

let verdaccio: Verdaccio;
let tarball: Buffer;

beforeAll(async () => {
  verdaccio = await startVerdaccio();
  const manifest = JSON.stringify({ models: [{ base_name: 'a' }] });
  tarball = await packTarball({
    'package.json': '{"name":"zoo"}',
    'manifest.json': manifest,
    'weights/a.onnx': 'weights',
  });
  await verdaccio.publish('zoo', '1.0.0', tarball);
  await verdaccio.publish('@private/zoo', '1.0.0', tarball);
});
afterAll(() => verdaccio[Symbol.asyncDispose]());

/** What the registry gave for a source, with npm configured by a user's `.npmrc`. */
async function openAll(reference: string, npmrc: string, env: Record<string, string> = {}, options: NpmOptions = {}) {
  await using folder = await createTempFolder({ '.npmrc': npmrc });
  const source = createNpmSource({ cwd: folder.path, ...options });
  const context = createTestContext({ access: source.access, env: { ...environmentIn(folder.path), ...env } });
  try {
    const locator = parseNpmReference(reference);
    if (locator === undefined) throw new Error(`${reference} is no reference`);
    const content = await source.doOpen(await source.doResolve(locator, context), context);
    return content.kind === 'archive' ? await buffer(content.stream) : undefined;
  } finally {
    await context.close();
  }
}

function hostOf(url: string): string {
  return new URL(url).host;
}

describe('a registry of verdaccio', () => {
  it('gives a public package', async () => {
    await expect(openAll('npm:zoo', `registry=${verdaccio.url}`)).resolves.toStrictEqual(tarball);
  });

  it('gives a private package of a scope to the token in the .npmrc', async () => {
    const npmrc = `@private:registry=${verdaccio.url}\n//${hostOf(verdaccio.url)}/:_authToken=${verdaccio.token}`;
    await expect(openAll('npm:@private/zoo@^1', npmrc)).resolves.toStrictEqual(tarball);
  });

  it('gives a private package to a user and password in the .npmrc', async () => {
    const password = Buffer.from('a long enough password').toString('base64');
    const key = `//${hostOf(verdaccio.url)}/`;
    const npmrc = `registry=${verdaccio.url}\n${key}:username=somebody\n${key}:_password=${password}`;
    await expect(openAll('npm:@private/zoo', npmrc)).resolves.toStrictEqual(tarball);
  });

  it('takes the token out of a variable that the .npmrc names', async () => {
    const npmrc = `registry=${verdaccio.url}\n//${hostOf(verdaccio.url)}/:_authToken=\${COMPANY_TOKEN}`;
    const env = { COMPANY_TOKEN: verdaccio.token };
    await expect(openAll('npm:@private/zoo', npmrc, env, { env: ['COMPANY_TOKEN'] })).resolves.toStrictEqual(tarball);
    await expect(openAll('npm:@private/zoo', npmrc, env)).rejects.toMatchObject({
      code: 'ERR_ZOO_UNAUTHORIZED',
      hint: expect.stringContaining(`npm({ env: ['COMPANY_TOKEN'] })`),
    });
  });

  it('refuses a private package without a credential, or with a wrong one', async () => {
    const npmrc = `registry=${verdaccio.url}`;
    await expect(openAll('npm:@private/zoo', npmrc)).rejects.toMatchObject({
      code: 'ERR_ZOO_UNAUTHORIZED',
      hint: expect.stringContaining('npm login'),
    });
    await expect(openAll('npm:@private/zoo', npmrc, {}, { token: 'wrong' })).rejects.toMatchObject({
      code: 'ERR_ZOO_UNAUTHORIZED',
      hint: expect.stringContaining('A credential was sent'),
    });
  });

  it('has no such package', async () => {
    await expect(openAll('npm:nothing-here', `registry=${verdaccio.url}`)).rejects.toMatchObject({
      code: 'ERR_ZOO_SOURCE_NOT_FOUND',
    });
  });

  it('never sees the credential of another registry', async () => {
    await using other = await createFakeRegistry();
    other.publish('@public/zoo', { '1.0.0': { tarball } });
    const npmrc = [
      `registry=${verdaccio.url}`,
      `@public:registry=${other.url}`,
      `//${hostOf(verdaccio.url)}/:_authToken=${verdaccio.token}`,
    ].join('\n');
    await expect(openAll('npm:@public/zoo', npmrc)).resolves.toStrictEqual(tarball);
    expect(other.origin.requests.map(({ headers }) => headers.authorization)).toStrictEqual([undefined, undefined]);
  });

  it('serves the weights of a model', async () => {
    await using folder = await createTempFolder();
    const manager = createNpmManager({ cwd: folder.path, registry: verdaccio.url, token: verdaccio.token });
    const context = createTestContext({ access: manager.access, env: environmentIn(folder.path) });
    try {
      const files = [{ from: 'weights/a.onnx', path: 'a.onnx', sha256: undefined }];
      const request = { model: { base_name: 'a' }, config: { package: '@private/zoo', version: '1.0.0', files } };
      const [plan] = await manager.doPlan(request, context);
      if (plan === undefined) throw new Error('a plan was expected');
      const sink = createMemorySink();
      await manager.doFetch(plan, sink, context);
      expect(Buffer.from(sink.bytes())).toStrictEqual(tarball);
      expect(JSON.stringify(plan)).not.toContain(verdaccio.token);
    } finally {
      await context.close();
    }
  });
});
