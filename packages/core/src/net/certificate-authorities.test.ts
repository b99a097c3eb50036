import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createTlsServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { makeCertificate } from '../../test/make-certificate.js';
import { createNetworkHarness } from '../../test/network-harness.js';
import { readCertificateAuthorities } from './certificate-authorities.js';

const certificate = makeCertificate();
const { serve, setUp, onClose, close } = createNetworkHarness();

afterEach(close);

describe('readCertificateAuthorities', () => {
  it('leaves everything to Node when nothing is added', async () => {
    expect(await readCertificateAuthorities([])).toBe(undefined);
  });

  it('adds to what Node trusts, and takes nothing away', async () => {
    const [first = ''] = getCACertificates('bundled');
    const all = await readCertificateAuthorities([first]);
    expect(all?.slice(0, -1)).toStrictEqual(getCACertificates('default'));
  });

  it.each([
    ['/no/such/file.pem', 'cannot be read'],
    ['relative.pem', 'not absolute'],
    ['-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----', 'no certificates'],
    ['-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', 'damaged'],
  ])('refuses %j', async (text, reason) => {
    await expect(readCertificateAuthorities([text])).rejects.toMatchObject({
      code: 'ERR_ZOO_CONFIG_INVALID',
      message: expect.stringContaining(reason) as string,
    });
  });
});

async function serveSecurely(): Promise<string> {
  const server = await serve(
    (_, response) => void response.end('hello'),
    (listener) => createTlsServer({ ...certificate }, listener),
  );
  return server.origin.replace('http:', 'https:');
}

describe.skipIf(certificate === undefined)('a network with an authority of its own (made by openssl)', () => {
  it('trusts what it signed, given as text or as a file', async () => {
    const origin = await serveSecurely();
    const folder = await mkdtemp(join(tmpdir(), 'authority-'));
    onClose(() => rm(folder, { recursive: true }));
    const file = join(folder, 'authority.pem');
    await writeFile(file, `# ours\n${certificate?.cert ?? ''}`);
    for (const authority of [certificate?.cert ?? '', file]) {
      const { fetch } = setUp({}, { certificateAuthorities: [authority] });
      expect(await (await fetch(origin)).text()).toBe('hello');
    }
  });

  it('is the only one that does', async () => {
    await expect(setUp().fetch(await serveSecurely())).rejects.toMatchObject({ code: 'ERR_ZOO_CERTIFICATE_INVALID' });
  });

  it('tells of authorities that cannot be read at the first request', async () => {
    const { fetch } = setUp({}, { certificateAuthorities: ['/no/such/file.pem'] });
    await expect(fetch('http://127.0.0.1:1/')).rejects.toMatchObject({ code: 'ERR_ZOO_CONFIG_INVALID' });
  });
});
