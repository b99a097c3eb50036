import { createServer, type AddressInfo } from 'node:net';
import { Agent } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import { createNetworkHarness } from '../../test/network-harness.js';
import { bodyLimit } from './body-limits.js';
import { bodyPieces, bodyStream } from './response-body.js';
import { toAnswer } from './undici-answer.js';

const { serve, onClose, close } = createNetworkHarness();

afterEach(close);

async function bodyOf(origin: string, bytes: number): Promise<ReadableStream<Uint8Array>> {
  const agent = new Agent();
  onClose(() => agent.destroy());
  const answer = await agent.request({ origin, path: '/', method: 'GET' });
  const answered = toAnswer(answer).body;
  const pieces = bodyPieces(answered, {
    url: new URL(origin),
    signal: new AbortController().signal,
    limit: bodyLimit('answer'),
    slow: { bytes, overMs: 50 },
  });
  return bodyStream(pieces, answered);
}

describe('bodyPieces', () => {
  it('gives up on a body that only drips, and not on one that is merely read slowly', async () => {
    const drip = await serve((_, response) => {
      const timer = setInterval(() => response.write('x'), 5);
      response.on('close', () => clearInterval(timer));
    });
    await expect(new Response(await bodyOf(drip.origin, 1000)).text()).rejects.toMatchObject({
      code: 'ERR_ZOO_TIMEOUT',
    });

    const quick = await serve((_, response) => {
      response.write('x'.repeat(10));
      setImmediate(() => response.end('x'.repeat(10)));
    });
    let count = 0;
    for await (const bytes of await bodyOf(quick.origin, 1000)) {
      count += bytes.byteLength;
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    expect(count).toBe(20);
  });

  it('is read to its end though the server has closed the connection long before', async () => {
    // undici 7 threw from the event of the socket then, where nobody can catch it. Whether it did depended on how the
    // bytes fell into pieces.
    const sizes = Array.from({ length: 8 }, (_, index) => 100_000 + index * 999);
    for (const size of sizes) {
      const server = createServer((socket) => {
        socket.once('data', () => {
          socket.write('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n');
          socket.end(Buffer.alloc(size, 'x'));
        });
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      onClose(() => new Promise((resolve) => server.close(resolve)));
      const { port } = server.address() as AddressInfo;
      const stream = await bodyOf(`http://127.0.0.1:${String(port)}`, 1);
      await new Promise((resolve) => setTimeout(resolve, 60));
      expect((await new Response(stream).arrayBuffer()).byteLength).toBe(size);
    }
  });
});
