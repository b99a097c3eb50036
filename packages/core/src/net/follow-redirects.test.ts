import { afterEach, describe, expect, it } from 'vitest';
import { createNetworkHarness, redirectTo } from '../../test/network-harness.js';

const SECRET = 'canary-7f3a';
const headers = { authorization: `Bearer ${SECRET}`, accept: 'a/b' };
const { serve, setUp, close } = createNetworkHarness();

afterEach(close);

describe('a rewrite', () => {
  it('asks the mirror, though it is private, and keeps the URL that was meant', async () => {
    const mirror = await serve((_, response) => void response.end('from the mirror'));
    const { fetch, events, kinds } = setUp(
      { allowPrivate: false },
      { rewrites: { 'https://public.example/': `${mirror.origin}/public/` } },
    );
    const response = await fetch('https://public.example/x?y=1');
    expect(await response.text()).toBe('from the mirror');
    expect(response.url).toBe('https://public.example/x?y=1');
    expect(mirror.seen[0]?.url).toBe('/public/x?y=1');
    // What strangers published stays public, so that it opens no way into the private network.
    expect(kinds).toStrictEqual(['public']);
    expect(JSON.stringify(events)).toContain('https://public.example/x');
  });

  it('keeps credentials from the mirror, which is not their origin', async () => {
    const mirror = await serve((_, response) => void response.end());
    const { fetch } = setUp(
      { credentialOrigins: ['https://api.example', mirror.origin] },
      { rewrites: { 'https://api.example/': `${mirror.origin}/` } },
    );
    await fetch('https://api.example/x', { headers, linkHeaders: { 'x-link-token': SECRET } });
    expect(mirror.seen[0]?.headers.accept).toBe('a/b');
    expect(JSON.stringify(mirror.seen)).not.toContain(SECRET);
  });

  it('sends them when it says so, and when they were declared', async () => {
    const mirror = await serve((_, response) => void response.end());
    const rewrites = { 'https://api.example/': { url: `${mirror.origin}/`, sendCredentials: true } };
    await setUp({ credentialOrigins: ['https://api.example'] }, { rewrites }).fetch('https://api.example/a', {
      headers,
    });
    await setUp({}, { rewrites }).fetch('https://api.example/b', { headers });
    expect(mirror.seen.map(({ headers: seen }) => seen.authorization)).toStrictEqual([`Bearer ${SECRET}`, undefined]);
  });

  it('does not lend credentials to where the mirror leads, its own pages included', async () => {
    const mirror = await serve((request, response) => {
      if (request.url === '/a') redirectTo('/b')(request, response);
      else response.end();
    });
    const { fetch } = setUp(
      { credentialOrigins: ['https://api.example', mirror.origin] },
      { rewrites: { 'https://api.example/': `${mirror.origin}/` } },
    );
    await fetch('https://api.example/a', { headers });
    expect(mirror.seen).toHaveLength(2);
    expect(JSON.stringify(mirror.seen)).not.toContain(SECRET);
  });

  it('is applied to redirects, and relative ones start from the mirror', async () => {
    const mirror = await serve((request, response) => {
      const next = { '/m/a': 'https://files.example/c', '/f/c': 'd' }[request.url ?? ''];
      if (next === undefined) response.end(request.url);
      else redirectTo(next)(request, response);
    });
    const { fetch } = setUp(
      { allowPrivate: false },
      { rewrites: { 'https://api.example/': `${mirror.origin}/m/`, 'https://files.example/': `${mirror.origin}/f/` } },
    );
    expect(await (await fetch('https://api.example/a')).text()).toBe('/f/d');
  });

  it('opens no other private address, whatever the mirror hands on', async () => {
    const inside = await serve((_, response) => void response.end('secret of the house'));
    const mirror = await serve(redirectTo(`${inside.origin}/`));
    const { fetch } = setUp({ allowPrivate: true }, { rewrites: { 'https://public.example/': `${mirror.origin}/` } });
    await expect(fetch('https://public.example/x')).rejects.toMatchObject({ code: 'ERR_ZOO_ADDRESS_FORBIDDEN' });
    expect(inside.seen).toStrictEqual([]);
  });

  it('opens the mirror to nobody who names it himself', async () => {
    const mirror = await serve((_, response) => void response.end());
    const { fetch } = setUp({ allowPrivate: false }, { rewrites: { 'https://public.example/': `${mirror.origin}/` } });
    await expect(fetch(`${mirror.origin}/x`)).rejects.toMatchObject({ code: 'ERR_ZOO_ADDRESS_FORBIDDEN' });
    expect(mirror.seen).toStrictEqual([]);
  });

  it('never leads to where clouds keep secrets', async () => {
    const { fetch } = setUp({}, { rewrites: { 'https://public.example/': 'http://169.254.169.254/' } });
    await expect(fetch('https://public.example/')).rejects.toMatchObject({ code: 'ERR_ZOO_ADDRESS_FORBIDDEN' });
  });

  it('is told of when the mirror cannot be reached', async () => {
    const mirror = await serve((request) => void request.socket.destroy());
    const { fetch } = setUp({}, { rewrites: { 'https://public.example/': `${mirror.origin}/` } });
    await expect(fetch('https://public.example/x')).rejects.toMatchObject({
      code: 'ERR_ZOO_NETWORK',
      hint: expect.stringContaining('rewrites public.example to 127.0.0.1') as string,
      details: { url: 'https://public.example/x', contacted: `${mirror.origin}/x` },
    });
  });
});

describe('what is expected of a body', () => {
  const MEBIBYTE = 1024 * 1024;

  it('is an answer of 64 MiB, whether its length is told or not', async () => {
    const told = await serve(
      (_, response) => void response.writeHead(200, { 'content-length': 65 * MEBIBYTE }).end('x'),
    );
    const endless = await serve((_, response) => {
      const chunk = Buffer.alloc(MEBIBYTE);
      const timer = setInterval(() => !response.writableNeedDrain && response.write(chunk), 0);
      response.on('close', () => clearInterval(timer));
    });
    const { fetch } = setUp();
    const code = 'ERR_ZOO_RESPONSE_INVALID';
    await expect(fetch(told.origin)).rejects.toMatchObject({ code });
    const response = await fetch(endless.origin);
    await expect(response.arrayBuffer()).rejects.toMatchObject({ code, details: { maxBytes: 64 * MEBIBYTE } });
  });

  it('is, for archives, in proportion to what a source may hold', async () => {
    const server = await serve((_, response) => void response.end('x'.repeat(2001)));
    const limit = { maxSourceBytes: 1000 };
    const code = 'ERR_ZOO_ARCHIVE_LIMIT';
    await expect(setUp({}, limit).fetch(server.origin, { expects: 'archive' })).rejects.toMatchObject({ code });
    await expect(setUp({ expects: 'archive' }, limit).fetch(server.origin)).rejects.toMatchObject({ code });
    expect(
      await (await setUp({ expects: 'archive' }, { maxSourceBytes: 1001 }).fetch(server.origin)).text(),
    ).toHaveLength(2001);
  });

  it('has no limit when it is weights, which are counted where they are written', async () => {
    const server = await serve((_, response) => void response.writeHead(200, { 'content-length': 2 ** 45 }).write('x'));
    const response = await setUp().fetch(server.origin, { expects: 'weights' });
    expect(response.headers.get('content-length')).toBe(String(2 ** 45));
    await response.body?.cancel();
  });
});
