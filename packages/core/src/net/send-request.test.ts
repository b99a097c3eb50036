import { createServer as createTlsServer } from 'node:https';
import { afterEach, describe, expect, it } from 'vitest';
import { makeCertificate } from '../../test/make-certificate.js';
import { createNetworkHarness, redirectTo } from '../../test/network-harness.js';
import { createNetwork, type NetworkOptions } from './guarded-fetch.js';

const SECRET = 'canary-7f3a';
const certificate = makeCertificate();
const { serve, serveProxy, setUp, onClose, close } = createNetworkHarness();

afterEach(close);

describe('addresses', () => {
  it('of this machine are refused before anything is sent, in whatever spelling', async () => {
    const server = await serve((_, response) => void response.end());
    const { fetch } = setUp({ allowPrivate: false });
    for (const host of ['127.0.0.1', '0x7f.1', '2130706433', 'localhost', '[::ffff:127.0.0.1]', '0.0.0.0']) {
      await expect(fetch(`http://${host}:${String(server.port)}/`)).rejects.toMatchObject({
        code: 'ERR_ZOO_ADDRESS_FORBIDDEN',
      });
    }
    expect(server.seen).toStrictEqual([]);
  });

  it('are checked when they are connected to, not by name', async () => {
    const server = await serve((_, response) => void response.end());
    const answers: string[] = [];
    const resolveHost: NetworkOptions['resolveHost'] = (hostname, _, done) => {
      answers.push(hostname);
      done(null, [{ address: '127.0.0.1', family: 4 }]);
    };
    const url = `http://rebound.example:${String(server.port)}/`;
    const refused = setUp({ allowPrivate: false }, { resolveHost });
    await expect(refused.fetch(url)).rejects.toMatchObject({ code: 'ERR_ZOO_ADDRESS_FORBIDDEN' });
    expect(server.seen).toStrictEqual([]);
    expect(answers).not.toHaveLength(0);
    const allowed = setUp({ allowPrivate: true }, { resolveHost });
    expect((await allowed.fetch(url)).status).toBe(200);
    expect(allowed.kinds).toStrictEqual(['private']);
  });

  it('that one request may use are not lent to another through an open connection', async () => {
    const server = await serve((_, response) => void response.end('x'));
    const network = createNetwork({
      env: {},
      offline: false,
      userAgent: 'x',
      resolveHost: (_, __, done) => done(null, [{ address: '127.0.0.1', family: 4 }]),
    });
    onClose(() => network.close());
    const scope = { signal: new AbortController().signal, credentialOrigins: [], subject: 'x', emit: () => undefined };
    const url = `http://name.example:${String(server.port)}/`;
    expect(await (await network.fetchFor({ ...scope, allowPrivate: true })(url)).text()).toBe('x');
    await expect(network.fetchFor({ ...scope, allowPrivate: false })(url)).rejects.toMatchObject({
      code: 'ERR_ZOO_ADDRESS_FORBIDDEN',
    });
  });

  it('of the origins that the user configured may be private, and so may where they lead', async () => {
    const other = await serve((_, response) => void response.end('there'));
    const home = await serve(redirectTo(`${other.origin}/`));
    const { fetch } = setUp({ allowPrivate: false, credentialOrigins: [home.origin] });
    expect(await (await fetch(home.origin)).text()).toBe('there');
    await expect(fetch(other.origin)).rejects.toMatchObject({ code: 'ERR_ZOO_ADDRESS_FORBIDDEN' });
  });

  it('where clouds keep secrets are refused, whatever is allowed', async () => {
    const server = await serve(redirectTo('http://169.254.169.254/latest/meta-data/'));
    const { fetch } = setUp({ allowPrivate: true, credentialOrigins: ['http://169.254.169.254'] });
    for (const url of [server.origin, 'http://169.254.169.254/', 'http://[fd00:ec2::254]/']) {
      await expect(fetch(url)).rejects.toMatchObject({ code: 'ERR_ZOO_ADDRESS_FORBIDDEN' });
    }
    const named = setUp({}, { resolveHost: (_, __, done) => done(null, [{ address: '169.254.169.254', family: 4 }]) });
    await expect(named.fetch('http://metadata.example/')).rejects.toMatchObject({ code: 'ERR_ZOO_ADDRESS_FORBIDDEN' });
  });

  it('never turn from public to private, whatever is allowed', async () => {
    const inside = await serve((_, response) => void response.end('secret of the house'));
    const outside = await serve(redirectTo(`${inside.origin}/`));
    const { env, seen } = await serveProxy(() => outside.origin);
    const { fetch, kinds } = setUp({ allowPrivate: true, credentialOrigins: [inside.origin] }, { env });
    await expect(fetch('http://public.example/start')).rejects.toMatchObject({
      code: 'ERR_ZOO_ADDRESS_FORBIDDEN',
      details: { host: new URL(inside.origin).host },
    });
    expect(kinds).toStrictEqual(['public']);
    expect(seen[0]?.url).toBe('http://public.example/start');
    expect(inside.seen).toStrictEqual([]);
  });
});

describe('failures', () => {
  it('name the host that could not be reached', async () => {
    const server = await serve((request) => void request.socket.destroy());
    await expect(setUp().fetch(`${server.origin}/x?sig=${SECRET}`)).rejects.toMatchObject({
      code: 'ERR_ZOO_NETWORK',
      details: { host: new URL(server.origin).host, url: `${server.origin}/x` },
    });
    const nowhere = setUp(
      {},
      {
        resolveHost: (_, __, done) => done(Object.assign(new Error('x'), { code: 'ENOTFOUND' }), []),
      },
    );
    await expect(nowhere.fetch('http://no.example/')).rejects.toMatchObject({
      code: 'ERR_ZOO_NETWORK',
      message: expect.stringContaining('no such host') as string,
    });
  });

  it('in the middle of a body reach whoever reads it', async () => {
    const server = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('half');
      setTimeout(() => response.socket?.resetAndDestroy(), 20);
    });
    const response = await setUp().fetch(server.origin);
    await expect(response.text()).rejects.toMatchObject({ code: 'ERR_ZOO_NETWORK' });
  });

  it('are timeouts when headers do not come, or the body stops coming', async () => {
    const silent = await serve(() => undefined);
    const stalled = await serve((_, response) => void response.write('half'));
    const { fetch } = setUp();
    const code = 'ERR_ZOO_TIMEOUT';
    await expect(fetch(silent.origin, { headersTimeoutMs: 50 })).rejects.toMatchObject({ code });
    const response = await fetch(stalled.origin, { stallTimeoutMs: 50 });
    await expect(response.text()).rejects.toMatchObject({ code });
  });

  it('are said of answers that are no HTTP, or have headers without end', async () => {
    const odd = await serve((request) => void request.socket.end('hello, who is there?\r\n\r\n'));
    const endless = await serve((_, response) => {
      response.socket?.write('HTTP/1.1 200 OK\r\n');
      for (let index = 0; index < 2000; index += 1)
        response.socket?.write(`x-${String(index)}: ${'y'.repeat(100)}\r\n`);
    });
    const { fetch } = setUp();
    await expect(fetch(odd.origin)).rejects.toMatchObject({ code: 'ERR_ZOO_RESPONSE_INVALID' });
    await expect(fetch(endless.origin)).rejects.toMatchObject({ code: 'ERR_ZOO_RESPONSE_INVALID' });
  });

  it('are usage errors for what is no web address', async () => {
    for (const url of ['ftp://host/x', 'file:///etc/passwd', 'nothing', '']) {
      await expect(setUp().fetch(url)).rejects.toMatchObject({ code: 'ERR_ZOO_USAGE' });
    }
  });

  it('of proxies that are no URL are told as such', async () => {
    const { fetch } = setUp({}, { env: { HTTPS_PROXY: 'http://:not a proxy' } });
    await expect(fetch('http://127.0.0.1:1/')).rejects.toMatchObject({ code: 'ERR_ZOO_CONFIG_INVALID' });
  });

  it('offline come before any request', async () => {
    const server = await serve((_, response) => void response.end());
    const { fetch } = setUp({}, { offline: true });
    await expect(fetch(server.origin)).rejects.toMatchObject({ code: 'ERR_ZOO_OFFLINE' });
    expect(server.seen).toStrictEqual([]);
  });

  it('are a timeout when no connection comes about', async () => {
    const { fetch } = setUp({}, { resolveHost: () => undefined });
    await expect(fetch('http://slow.example/', { headersTimeoutMs: 50 })).rejects.toMatchObject({
      code: 'ERR_ZOO_TIMEOUT',
    });
  });

  it('are a timeout when headers only drip', async () => {
    const server = await serve((request) => {
      request.socket.write('HTTP/1.1 200 O');
      const timer = setInterval(() => request.socket.write('K'), 5);
      request.socket.on('close', () => clearInterval(timer));
    });
    await expect(setUp().fetch(server.origin, { headersTimeoutMs: 50 })).rejects.toMatchObject({
      code: 'ERR_ZOO_TIMEOUT',
    });
  });

  it.skipIf(certificate === undefined)('of certificates are told from failures of the network', async () => {
    const server = await serve(
      (_, response) => void response.end(),
      (listener) => createTlsServer({ ...certificate }, listener),
    );
    const origin = server.origin.replace('http:', 'https:');
    await expect(setUp().fetch(origin)).rejects.toMatchObject({ code: 'ERR_ZOO_CERTIFICATE_INVALID' });
    expect(server.seen).toStrictEqual([]);
  });

  it.skipIf(certificate === undefined)('are said of redirects from https to http, which are not followed', async () => {
    const plain = await serve((_, response) => void response.end());
    const secure = await serve(redirectTo(plain.origin), (listener) => createTlsServer({ ...certificate }, listener));
    const { fetch } = setUp({}, { certificateAuthorities: [certificate?.cert ?? ''] });
    await expect(fetch(secure.origin.replace('http:', 'https:'))).rejects.toMatchObject({ code: 'ERR_ZOO_REDIRECT' });
    expect(plain.seen).toStrictEqual([]);
  });
});

describe('a signal', () => {
  it('ends a request that is on its way, with its reason', async () => {
    const server = await serve(() => controller.abort(reason));
    const controller = new AbortController();
    const reason = new Error('enough');
    const { fetch } = setUp({ signal: controller.signal });
    await expect(fetch(server.origin)).rejects.toBe(reason);
    await expect(fetch(server.origin)).rejects.toBe(reason);
    expect(server.seen).toHaveLength(1);
  });

  it('ends a connection that is not there yet', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const { fetch } = setUp({}, { resolveHost: () => controller.abort(reason) });
    await expect(fetch('http://slow.example/', { signal: controller.signal })).rejects.toBe(reason);
  });

  it('ends a body that is being read', async () => {
    const server = await serve((_, response) => void response.write('half'));
    const controller = new AbortController();
    const response = await setUp({ signal: controller.signal }).fetch(server.origin);
    const reason = new Error('enough');
    const text = response.text();
    controller.abort(reason);
    await expect(text).rejects.toBe(reason);
  });
});
