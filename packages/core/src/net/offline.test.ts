import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterEach, describe, expect, it } from 'vitest';
import { createNetworkHarness } from '../../test/network-harness.js';

const { serve, setUp, close } = createNetworkHarness();

afterEach(close);

describe('a network that is offline', () => {
  it('opens no socket and looks up no name, also not for proxies and mirrors', async () => {
    const server = await serve((_, response) => void response.end());
    const lookups: string[] = [];
    let sockets = 0;
    const count = (): void => void (sockets += 1);
    subscribe('net.client.socket', count);
    try {
      const { fetch } = setUp(
        { credentialOrigins: [server.origin] },
        {
          offline: true,
          env: { HTTP_PROXY: server.origin },
          rewrites: { 'http://far.example/': `${server.origin}/` },
          resolveHost: (name) => void lookups.push(name),
        },
      );
      for (const url of [server.origin, 'http://far.example/', 'https://public.example/']) {
        await expect(fetch(url)).rejects.toMatchObject({ code: 'ERR_ZOO_OFFLINE' });
      }
      expect([sockets, lookups, server.seen]).toStrictEqual([0, [], []]);
      // The counter does count.
      await (await setUp().fetch(server.origin)).text();
      expect(sockets).toBe(1);
    } finally {
      unsubscribe('net.client.socket', count);
    }
  });
});
