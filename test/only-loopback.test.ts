import { connect, type NetConnectOpts } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createLoopbackOrigin } from '@modelzoo/testkit';

// Addresses that are for documentation: nobody has them.
const STRANGERS = ['192.0.2.1', '2001:db8::1', '::ffff:192.0.2.1'];

const elsewhere: NetConnectOpts = {
  port: 9,
  host: 'stranger.example',
  lookup: (_name, _options, done) => done(null, '192.0.2.1', 4),
  autoSelectFamily: false,
};

/** Tries to connect, and does not mind the outcome. */
async function reachFor(options: NetConnectOpts): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(options);
    socket.on('error', () => undefined).on('close', () => resolve('tried'));
  });
}

describe('tests', () => {
  it('reach this machine, by its name, too', async () => {
    const server = await createLoopbackOrigin({ routes: { '/x': { body: 'here' } } });
    try {
      expect(await (await fetch(server.url('/x'))).text()).toBe('here');
      expect(await (await fetch(server.url('/x').replace('127.0.0.1', 'localhost'))).text()).toBe('here');
    } finally {
      await server.close();
    }
  });

  it.fails.each(STRANGERS)('fail when they reach for %s, though nothing comes of it', async (host) => {
    expect(await reachFor({ port: 9, host })).toBe('tried');
  });

  it.fails('fail when they reach for a name of another machine', async () => {
    expect(await reachFor(elsewhere)).toBe('tried');
  });

  it.fails('fail when they fetch from elsewhere', async () => {
    expect(await fetch('http://192.0.2.1/').catch(() => 'tried')).toBe('tried');
  });
});
