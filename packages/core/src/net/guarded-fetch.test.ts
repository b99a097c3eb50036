import { afterEach, describe, expect, it } from 'vitest';
import { createNetworkHarness, redirectTo } from '../../test/network-harness.js';

const SECRET = 'canary-7f3a';
const { serve, setUp, close } = createNetworkHarness();

afterEach(close);

describe('a response', () => {
  it('is a standard one, whose URL is the final one', async () => {
    const end = await serve((_, response) => void response.writeHead(404, { 'x-note': 'é' }).end('no such thing'));
    const start = await serve(redirectTo(`${end.origin}/end?x=1`));
    const { fetch, kinds } = setUp();
    const response = await fetch(`${start.origin}/start#part`);
    expect(response).toBeInstanceOf(Response);
    expect(response.status).toBe(404);
    expect(response.url).toBe(`${end.origin}/end?x=1`);
    expect(await response.text()).toBe('no such thing');
    expect(kinds).toStrictEqual(['private', 'private']);
    expect(start.seen[0]).toMatchObject({
      url: '/start',
      headers: { 'user-agent': 'modelzoo/test', 'accept-encoding': 'identity' },
    });
  });

  it('has no body when the protocol gives it none', async () => {
    const server = await serve((_, response) => void response.writeHead(204).end());
    const { fetch } = setUp();
    expect((await fetch(server.origin)).body).toBe(null);
    expect((await fetch(server.origin, { method: 'HEAD' })).body).toBe(null);
  });

  it('carries a redirect itself when redirects are not to be followed', async () => {
    const server = await serve(redirectTo('/other'));
    const response = await setUp().fetch(server.origin, { followRedirects: false });
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe('/other');
    expect(server.seen).toHaveLength(1);
  });

  it('keeps a body across 307 and drops it across 303', async () => {
    const bodies: string[] = [];
    const server = await serve((request, response) => {
      request.setEncoding('utf8');
      let body = '';
      request.on('data', (text: string) => (body += text));
      request.on('end', () => {
        bodies.push(`${request.method ?? ''} ${body}`);
        const status = { '/a': 307, '/b': 303 }[request.url ?? ''] ?? 200;
        response.writeHead(status, { location: request.url === '/a' ? '/b' : '/c' }).end();
      });
    });
    await setUp().fetch(`${server.origin}/a`, {
      method: 'POST',
      body: 'hello',
      headers: { 'content-type': 'text/plain' },
    });
    expect(bodies).toStrictEqual(['POST hello', 'POST hello', 'GET ']);
    expect(server.seen[2]?.headers['content-type']).toBe(undefined);
  });
});

describe('redirects', () => {
  it('that go in a circle are refused', async () => {
    const server = await serve((request, response) =>
      redirectTo(request.url === '/a' ? '/b' : '/a')(request, response),
    );
    await expect(setUp().fetch(`${server.origin}/a`)).rejects.toMatchObject({ code: 'ERR_ZOO_REDIRECT' });
    expect(server.seen).toHaveLength(2);
  });

  it('are followed ten times and not more', async () => {
    const server = await serve((request, response) => {
      const left = Number(request.url?.slice(1));
      if (left === 0) response.end('done');
      else redirectTo(`/${String(left - 1)}`)(request, response);
    });
    const { fetch } = setUp();
    expect(await (await fetch(`${server.origin}/10`)).text()).toBe('done');
    await expect(fetch(`${server.origin}/11`)).rejects.toMatchObject({ code: 'ERR_ZOO_REDIRECT' });
  });
});

describe('credentials', () => {
  const headers = { Authorization: `Bearer ${SECRET}`, 'x-api-key': SECRET, accept: 'a/b' };

  it('reach the origins that the plugin declared', async () => {
    const server = await serve((_, response) => void response.end());
    const { fetch } = setUp({ credentialOrigins: [server.origin] });
    await fetch(server.origin, { headers });
    expect(server.seen[0]?.headers).toMatchObject({ authorization: `Bearer ${SECRET}`, 'x-api-key': SECRET });
  });

  it('reach no other origin, and not the way back either', async () => {
    const other = await serve((_, response) => redirectTo(`${home.origin}/end`)(_, response));
    const home = await serve((request, response) => {
      if (request.url === '/start') redirectTo(`${other.origin}/`)(request, response);
      else response.end();
    });
    const { fetch } = setUp({ credentialOrigins: [home.origin] });
    await fetch(`${home.origin}/start`, { headers });
    expect(home.seen[0]?.headers.authorization).toContain(SECRET);
    expect(JSON.stringify([other.seen, home.seen.slice(1)])).not.toContain(SECRET);
    expect(other.seen[0]?.headers.accept).toBe('a/b');
  });

  it('are not sent to an origin that nobody declared, in a header or in the URL', async () => {
    const server = await serve((_, response) => void response.end());
    const { fetch, events } = setUp();
    const response = await fetch(server.origin.replace('//', `//user:${SECRET}@`), { headers });
    expect(JSON.stringify([server.seen, response.url, events])).not.toContain(SECRET);
    expect(server.seen).toHaveLength(1);
  });

  it('of a URL become a header for an origin that was declared', async () => {
    const server = await serve((_, response) => void response.end());
    const { fetch } = setUp({ credentialOrigins: [server.origin] });
    const response = await fetch(server.origin.replace('//', '//us%20er:100%@'));
    expect(server.seen[0]?.headers.authorization).toBe(`Basic ${btoa('us er:100%')}`);
    expect(response.url).toBe(`${server.origin}/`);
  });
});

describe('headers that belong to a link', () => {
  const linkHeaders = {
    Authorization: `RemoteAuth ${SECRET}`,
    Accept: 'a/b',
    Host: 'elsewhere.example',
    Range: 'bytes=0-',
  };

  it('reach its URL, though nobody declared that origin', async () => {
    const server = await serve((_, response) => void response.end());
    await setUp().fetch(`${server.origin}/object`, { headers: { accept: 'c/d', 'x-note': 'kept' }, linkHeaders });
    expect(server.seen[0]?.headers).toMatchObject({
      authorization: `RemoteAuth ${SECRET}`,
      accept: 'a/b',
      'x-note': 'kept',
      host: new URL(server.origin).host,
    });
  });

  it('open that origin to no other credential', async () => {
    const server = await serve((_, response) => void response.end());
    const { fetch } = setUp();
    await fetch(server.origin, { headers: { 'x-api-key': 'mine' }, linkHeaders });
    expect(server.seen[0]?.headers['x-api-key']).toBe(undefined);
  });

  it('follow no redirect, not even within the origin or to one that was declared', async () => {
    const other = await serve((_, response) => void response.end());
    const server = await serve((request, response) =>
      redirectTo(request.url === '/object' ? '/second' : `${other.origin}/third`)(request, response),
    );
    await setUp({ credentialOrigins: [other.origin] }).fetch(`${server.origin}/object`, { linkHeaders });
    expect(server.seen.map(({ headers: seen }) => seen.authorization)).toStrictEqual([
      `RemoteAuth ${SECRET}`,
      undefined,
    ]);
    expect(other.seen[0]?.headers).toMatchObject({ accept: '*/*' });
    expect(JSON.stringify(other.seen)).not.toContain(SECRET);
  });
});
