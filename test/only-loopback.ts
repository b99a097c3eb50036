import { lookup } from 'node:dns';
import { BlockList, isIP, Socket, type LookupFunction } from 'node:net';
import { afterEach, expect } from 'vitest';

// Set-up of every test file: a connection to anything but this machine fails, and so does the test that it belongs to.

/** Files that ask the registry of whoever runs the tests, and skip where it does not answer, say so in their name. */
const ASKS_THE_REGISTRY = /[/\\]public-registry\.test\.ts$/;

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');
// Goes to no other machine: nobody listens there.
loopback.addAddress('0.0.0.0', 'ipv4');
loopback.addAddress('::', 'ipv6');

interface ConnectOptions {
  readonly host?: string | undefined;
  readonly path?: string | undefined;
  lookup?: LookupFunction | undefined;
}

const refused: string[] = [];
// oxlint-disable-next-line typescript/unbound-method -- called with the socket below
const { connect } = Socket.prototype;

Socket.prototype.connect = function guarded(this: Socket, ...parameters: unknown[]): Socket {
  const options = optionsOf(parameters);
  if (options !== undefined && options.path === undefined) {
    const { host = 'localhost' } = options;
    if (isIP(host) > 0) {
      const problem = problemOf(host, host);
      if (problem !== undefined) return this.destroy(problem);
    } else {
      options.lookup = checked(options.lookup ?? lookup, host);
    }
  }
  return Reflect.apply(connect, this, parameters) as Socket;
};

afterEach(() => {
  const hosts = refused.splice(0);
  if (hosts.length > 0) throw new Error(`Tests reach this machine only, and this one tried ${hosts.join(', ')}.`);
});

/** `connect(options)`, or what Node's own modules make of `connect(port, host)`; `undefined` for a path. */
function optionsOf(parameters: unknown[]): ConnectOptions | undefined {
  const [first, second] = parameters;
  const given: unknown = Array.isArray(first) ? first[0] : first;
  if (typeof given === 'object' && given !== null) return given;
  if (typeof given !== 'number') return undefined;
  const options = { port: given, ...(typeof second === 'string' && { host: second }) };
  parameters.splice(0, typeof second === 'string' ? 2 : 1, options);
  return options;
}

function checked(inner: LookupFunction, host: string): LookupFunction {
  return (name, options, done) => {
    inner(name, options, (error, address, family) => {
      const addresses = Array.isArray(address) ? address.map((one) => one.address) : [address];
      const problem = error ?? addresses.map((one) => problemOf(one, host)).find((found) => found !== undefined);
      if (problem) done(problem, address, family);
      else done(null, address, family);
    });
  };
}

function problemOf(address: string, host: string): Error | undefined {
  if (address === '' || loopback.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')) return undefined;
  if (ASKS_THE_REGISTRY.test(expect.getState().testPath ?? '')) return undefined;
  refused.push(host === address ? host : `${host} (${address})`);
  return Object.assign(new Error(`A test tried to reach ${host}.`), { code: 'ECONNREFUSED' });
}
