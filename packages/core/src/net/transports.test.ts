import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { makeCertificate } from '../../test/make-certificate.js';
import { ZooError } from '../errors/zoo-error.js';
import { createNetworkHarness } from '../../test/network-harness.js';
import type { NetworkOptions } from './guarded-fetch.js';

const SECRET = 'canary-7f3a';
const certificate = makeCertificate();
const { serve, serveProxy, setUp, close } = createNetworkHarness();

afterEach(close);

const resolveNothing: NetworkOptions['resolveHost'] = (_, __, done) =>
  done(Object.assign(new Error('x'), { code: 'ENOTFOUND' }), []);

/** A proxy that tunnels whatever it is asked for to one port of this machine. */
async function serveTunnel(port: () => number, status = 200) {
  const asked: { readonly to: string; readonly authorization: string | undefined }[] = [];
  const proxy = await serve(
    (_, response) => void response.writeHead(status === 200 ? 500 : status).end(),
    (listener): Server =>
      createServer(listener).on('connect', (request, socket) => {
        asked.push({ to: request.url ?? '', authorization: request.headers['proxy-authorization'] });
        if (status !== 200) {
          socket.end(`HTTP/1.1 ${String(status)} No\r\ncontent-length: 0\r\n\r\n`);
          return;
        }
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        const onward = connect(port(), '127.0.0.1');
        socket.on('error', () => onward.destroy()).pipe(onward);
        onward.on('error', () => socket.destroy()).pipe(socket);
      }),
  );
  return { ...proxy, asked };
}

describe('proxies', () => {
  it('of the given environment are used, but not for what it excludes', async () => {
    const server = await serve((_, response) => void response.end('direct'));
    const { env, seen } = await serveProxy(() => server.origin);
    const { fetch, kinds } = setUp({ allowPrivate: true }, { env });
    expect(await (await fetch('http://public.example/x')).text()).toBe('direct');
    expect(await (await fetch(`${server.origin}/y`)).text()).toBe('direct');
    expect(seen.map(({ url }) => url)).toStrictEqual(['http://public.example/x']);
    expect(kinds).toStrictEqual(['public', 'private']);
  });

  it.each([
    ['*', true],
    ['public.example', true],
    ['.example', true],
    ['other.example, public.example:80', true],
    ['public.example:8080', false],
    ['lic.example', false],
  ])('are passed by for what NO_PROXY=%s names', async (excluded, isDirect) => {
    const server = await serve((_, response) => void response.end('through the proxy'));
    const { env, seen } = await serveProxy(() => server.origin);
    const { fetch } = setUp({}, { env: { ...env, NO_PROXY: excluded }, resolveHost: resolveNothing });
    const outcome = await fetch('http://public.example/').then(
      (response) => response.text(),
      (error: unknown) => (ZooError.is(error) ? error.code : error),
    );
    expect(outcome).toBe(isDirect ? 'ERR_ZOO_NETWORK' : 'through the proxy');
    expect(seen).toHaveLength(isDirect ? 0 : 1);
  });

  it.skipIf(certificate === undefined)('carry https in a tunnel, which they cannot look into', async () => {
    const server = await serve(
      (_, response) => void response.end('secret'),
      (listener) => createTlsServer({ ...certificate }, listener),
    );
    const proxy = await serveTunnel(() => server.port);
    const env = { HTTPS_PROXY: proxy.origin.replace('//', `//user:${SECRET}@`) };
    const { fetch, kinds } = setUp({ allowPrivate: false }, { env, certificateAuthorities: [certificate?.cert ?? ''] });
    const response = await fetch('https://secure.example/x');
    expect(await response.text()).toBe('secret');
    expect(proxy.asked).toStrictEqual([{ to: 'secure.example:443', authorization: `Basic ${btoa(`user:${SECRET}`)}` }]);
    expect(server.seen[0]?.headers['proxy-authorization']).toBe(undefined);
    expect(kinds).toStrictEqual(['public']);
    // The proxy must not stand in for the host.
    await expect(fetch('https://other.example/x')).rejects.toMatchObject({ code: 'ERR_ZOO_CERTIFICATE_INVALID' });
  });

  it('that want credentials are told from servers that do', async () => {
    const proxy = await serveTunnel(() => 0, 407);
    const { fetch } = setUp({}, { env: { HTTP_PROXY: proxy.origin, HTTPS_PROXY: proxy.origin } });
    for (const url of ['http://public.example/', 'https://public.example/']) {
      await expect(fetch(url)).rejects.toMatchObject({
        code: 'ERR_ZOO_UNAUTHORIZED',
        message: expect.stringContaining('The proxy on the way to public.example') as string,
      });
    }
  });

  it('that let nothing through are told as such, without their password', async () => {
    const proxy = await serveTunnel(() => 0, 403);
    const { fetch } = setUp({}, { env: { HTTPS_PROXY: proxy.origin.replace('//', `//user:${SECRET}@`) } });
    const error: unknown = await fetch('https://public.example/').catch((cause: unknown) => cause);
    expect(error).toMatchObject({ code: 'ERR_ZOO_NETWORK', details: { status: 403 } });
    expect(String(error)).toContain('proxy');
    expect(JSON.stringify(error) + String(error)).not.toContain(SECRET);
  });

  it('do not lend their way to addresses that may not be reached', async () => {
    const { env, seen } = await serveProxy(() => '');
    const { fetch } = setUp({ allowPrivate: false }, { env: { ...env, NO_PROXY: '' } });
    for (const url of ['http://127.0.0.1/', 'http://localhost/', 'http://169.254.169.254/']) {
      await expect(fetch(url)).rejects.toMatchObject({ code: 'ERR_ZOO_ADDRESS_FORBIDDEN' });
    }
    expect(seen).toStrictEqual([]);
  });
});
