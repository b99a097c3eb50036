import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createServer as createSecureServer } from 'node:https';
import { afterEach, describe, expect, it } from 'vitest';
import { makeCertificate } from '../../../test/make-certificate.js';
import { createNetworkHarness, type TestFetch } from '../../../test/network-harness.js';
import { responseBytes } from '../response-bytes.js';

const certificate = makeCertificate();
const { serve, setUp, onClose, close } = createNetworkHarness();

afterEach(close);

interface RawServer {
  readonly origin: string;
  readonly requests: string[];
  readonly connections: () => number;
}

/** Answers each request, which it does not read, by whatever `answer` does with the socket. */
async function serveRaw(answer: (socket: Socket, request: number) => unknown): Promise<RawServer> {
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket
      .on('error', () => undefined)
      .on('data', (bytes) => {
        requests.push(bytes.toString('latin1'));
        answer(socket, requests.length);
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onClose(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${String(port)}`, requests, connections: () => connections };
}

/** A body of weights, read as managers read it. */
async function bring({ fetch }: TestFetch, url: string, headers?: Record<string, string>): Promise<string> {
  const response = await fetch(url, { expects: 'weights', ...(headers !== undefined && { headers }) });
  const pieces: Buffer[] = [];
  for await (const piece of responseBytes(response)) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces).toString('latin1');
}

const OK = 'HTTP/1.1 200 OK\r\n';

describe('the transport of weights', () => {
  it('brings large bodies whole, one after the other over one connection', async () => {
    const body = Buffer.alloc(3_000_000, 'abcdefghijk');
    const { origin, connections } = await serveRaw((socket) => {
      socket.write(`${OK}content-length: ${String(body.length)}\r\n\r\n`);
      socket.write(body);
    });
    const network = setUp();
    expect(await bring(network, origin)).toBe(body.toString());
    expect(await (await network.fetch(origin, { expects: 'weights' })).text()).toBe(body.toString());
    expect(connections()).toBe(1);
  });

  it('asks for what it was told to ask for, and for nothing that a server might read in another way', async () => {
    const { origin, requests } = await serveRaw((socket) => socket.write(`${OK}content-length: 0\r\n\r\n`));
    const network = setUp();
    await bring(network, `${origin}/a b?c=%0d%0a`, { Range: 'bytes=5-' });
    expect(requests[0]?.split('\r\n')).toStrictEqual(
      expect.arrayContaining(['GET /a%20b?c=%0d%0a HTTP/1.1', `host: ${new URL(origin).host}`, 'range: bytes=5-']),
    );
    for (const value of ['a\r\nevil: 1', 'a\nevil: 1', 'a\0']) {
      await expect(bring(network, origin, { 'x-a': value })).rejects.toMatchObject({ code: 'ERR_ZOO_USAGE' });
    }
    expect(requests.join('')).not.toContain('evil');
  });

  it.each([
    ['in chunks', `${OK}transfer-encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n`],
    ['after hints', `HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n${OK}content-length: 4\r\n\r\nbody`],
    ['until the connection ends', `${OK}connection: close\r\n\r\nbody`],
  ])('has bodies read that come %s, and does not ask for them twice', async (_, answer) => {
    const { origin, requests } = await serveRaw((socket) => {
      socket.write(answer.slice(0, 30));
      setTimeout(() => socket.end(answer.slice(30)), 20);
    });
    expect(await bring(setUp(), origin)).toBe('body');
    expect(requests).toHaveLength(1);
  });

  it.each([
    ['two lengths', `${OK}content-length: 4\r\ncontent-length: 5\r\n\r\nbody!`],
    ['a length and chunks', `${OK}content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n`],
    ['a space before a colon', `${OK}content-length : 4\r\n\r\nbody`],
    ['headers without end', `${OK}${'x-a: 0123456789\r\n'.repeat(5000)}`],
    ['something else', 'hello, who is there?\r\n\r\n'],
  ])('refuses an answer with %s', async (_, answer) => {
    const { origin } = await serveRaw((socket) => socket.write(answer));
    await expect(bring(setUp(), origin)).rejects.toMatchObject({ code: 'ERR_ZOO_RESPONSE_INVALID' });
  });

  it('gives no byte beyond the length, and asks over such a connection no more', async () => {
    const { origin, connections } = await serveRaw((socket) =>
      socket.write(`${OK}content-length: 4\r\n\r\nbody${OK}content-length: 4\r\n\r\nevil`),
    );
    const network = setUp();
    expect(await bring(network, origin)).toBe('body');
    expect(await bring(network, origin)).toBe('body');
    expect(connections()).toBe(2);
  });

  it('closes an idle connection on which something comes that nobody asked for', async () => {
    const { origin, connections } = await serveRaw((socket) => {
      socket.write(`${OK}content-length: 4\r\n\r\nbody`);
      setTimeout(() => socket.write(`${OK}content-length: 4\r\n\r\nevil`), 20);
    });
    const network = setUp();
    expect(await bring(network, origin)).toBe('body');
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(await bring(network, origin)).toBe('body');
    expect(connections()).toBe(2);
  });

  it('asks anew when the server closes a connection just as it is used again', async () => {
    const { origin, connections } = await serveRaw((socket, request) =>
      request === 2 ? socket.destroy() : socket.write(`${OK}content-length: 4\r\n\r\nbody`),
    );
    const network = setUp();
    expect(await bring(network, origin)).toBe('body');
    expect(await bring(network, origin)).toBe('body');
    expect(connections()).toBe(2);
  });

  it('tells bodies that end early, and answers that do not come', async () => {
    const early = await serveRaw((socket) => socket.end(`${OK}content-length: 100\r\n\r\nhalf`));
    const none = await serveRaw((socket) => socket.end());
    const code = 'ERR_ZOO_NETWORK';
    await expect(bring(setUp(), early.origin)).rejects.toMatchObject({ code });
    await expect(bring(setUp(), none.origin)).rejects.toMatchObject({ code });
  });

  it('tells heads that only drip, and bodies that stop coming', async () => {
    const drip = await serveRaw((socket) => {
      const timer = setInterval(() => socket.write('H'), 5);
      socket.on('close', () => clearInterval(timer));
    });
    const stalled = await serveRaw((socket) => socket.write(`${OK}content-length: 100\r\n\r\nhalf`));
    const { fetch } = setUp();
    const code = 'ERR_ZOO_TIMEOUT';
    await expect(fetch(drip.origin, { expects: 'weights', headersTimeoutMs: 60 })).rejects.toMatchObject({ code });
    const response = await fetch(stalled.origin, { expects: 'weights', stallTimeoutMs: 60 });
    await expect(response.text()).rejects.toMatchObject({ code });
  });

  it('ends with its signal, before the head and in the middle of a body', async () => {
    const reason = new Error('enough');
    const silent = await serveRaw(() => undefined);
    const half = await serveRaw((socket) => socket.write(`${OK}content-length: 100\r\n\r\nhalf`));
    for (const { origin } of [silent, half]) {
      const controller = new AbortController();
      const brought = bring(setUp({ signal: controller.signal }), origin);
      setTimeout(() => controller.abort(reason), 40);
      await expect(brought).rejects.toBe(reason);
    }
  });

  it('is not let to addresses that are not permitted, by an open connection either', async () => {
    const { origin, requests } = await serveRaw((socket) => socket.write(`${OK}content-length: 4\r\n\r\nbody`));
    const url = `http://name.example:${new URL(origin).port}/`;
    const resolveHost: Parameters<typeof setUp>[1] = {
      resolveHost: (_, __, done) => done(null, [{ address: '127.0.0.1', family: 4 }]),
    };
    expect(await bring(setUp({ allowPrivate: true }, resolveHost), url)).toBe('body');
    await expect(bring(setUp({ allowPrivate: false }, resolveHost), url)).rejects.toMatchObject({
      code: 'ERR_ZOO_ADDRESS_FORBIDDEN',
    });
    expect(requests).toHaveLength(1);
  });

  it.skipIf(certificate === undefined)(
    'brings large bodies over TLS, from servers that it may trust only',
    async () => {
      const body = Buffer.alloc(5_000_000, 'abcdefghijk');
      const server = await serve(
        (_, response) => void response.setHeader('content-length', body.length).end(body),
        (listener) => createSecureServer({ ...certificate }, listener),
      );
      const origin = server.origin.replace('http:', 'https:');
      const network = setUp({}, { certificateAuthorities: [certificate?.cert ?? ''] });
      const response = await network.fetch(origin, { expects: 'weights' });
      let count = 0;
      for await (const piece of responseBytes(response)) {
        expect(Buffer.compare(piece, body.subarray(count, count + piece.length))).toBe(0);
        count += piece.length;
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      expect(count).toBe(body.length);
      await expect(bring(setUp(), origin)).rejects.toMatchObject({ code: 'ERR_ZOO_CERTIFICATE_INVALID' });
      expect(server.seen).toHaveLength(1);
    },
  );
});
