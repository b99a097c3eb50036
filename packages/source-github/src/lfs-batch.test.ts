import type { DeferredFile, PluginContext } from '@modelzoo/core';
import { createTestContext } from '@modelzoo/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { failureOf, locate, TOKEN } from '../test/github-bench.js';
import type { GitHubAccess } from './github-access.js';
import { requestLfsLink, type LfsLink } from './lfs-batch.js';

const file: DeferredFile = { path: 'model.bin', sha256: 'ab'.repeat(32), sizeBytes: 5 };
const access: GitHubAccess = {
  locator: locate('octo/zoo'),
  repository: 'octo/zoo',
  server: { apiUrl: 'https://api.github.com', webUrl: 'https://github.com', tokenPlaces: [], tokenAdvice: 'set it' },
  token: { name: 'GITHUB_TOKEN', value: TOKEN },
};
const basic = { authorization: `Basic ${btoa(`x-access-token:${TOKEN}`)}` };

/** What is made of the answer of a server that has a certificate, which no loopback server has. */
async function linkFrom(download: object, rest: object = {}): Promise<LfsLink> {
  const context = createTestContext();
  onTestFinished(() => context.close());
  const object = { oid: file.sha256, size: file.sizeBytes, actions: { download }, ...rest };
  const answered: PluginContext = {
    ...context,
    fetch: async () => Response.json({ transfer: 'basic', objects: [object], hash_algo: 'sha256' }),
  };
  return requestLfsLink(access, file, answered);
}

describe('requestLfsLink', () => {
  it('keeps the token for links to the server itself that need one', async () => {
    const own = 'https://github.com/octo/zoo.git/info/lfs/objects/x';
    const header = { Authorization: 'RemoteAuth x' };
    expect(await linkFrom({ href: own })).toMatchObject({ headers: basic, linkHeaders: {} });
    expect(await linkFrom({ href: own }, { authenticated: false })).toMatchObject({ headers: basic });
    expect(await linkFrom({ href: own }, { authenticated: true })).toMatchObject({ headers: {} });
    expect(await linkFrom({ href: own, header })).toMatchObject({ headers: {}, linkHeaders: header });
    expect(await linkFrom({ href: 'https://storage.example/x' })).toMatchObject({ headers: {}, linkHeaders: {} });
    expect(await linkFrom({ href: 'https://github.com:8443/x' })).toMatchObject({ headers: {} });
  });

  it('takes no link that is less safe than the server', async () => {
    const error = await failureOf(linkFrom({ href: 'http://storage.example/x' }));
    expect(error.code).toBe('ERR_ZOO_RESPONSE_INVALID');
  });

  it('takes what servers say beside it, and null for nothing', async () => {
    const more = { expires_at: null, expires_in: 3600, header: null };
    const { url } = await linkFrom(
      { href: 'https://storage.example/x', ...more },
      { error: null, authenticated: null },
    );
    expect(url.href).toBe('https://storage.example/x');
  });
});
