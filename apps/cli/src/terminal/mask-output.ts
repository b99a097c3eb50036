import type { CliHost, OutputStream } from '../cli-host.js';
import { isSecretName } from '../secret-name.js';

/** Shorter values are words, which stand in honest text, too. */
const LEAST_LENGTH = 8;

/**
 * A host whose output shows `***` in place of the values of secret variables. Everything else is masked by its shape where
 * text is made; a server that says back what it was sent needs this.
 */
export function maskOutput(host: CliHost): CliHost {
  const secrets = Object.entries(host.env)
    .filter(([name]) => isSecretName(name))
    .map(([, value]) => value?.trim() ?? '')
    .filter((value) => value.length >= LEAST_LENGTH)
    .toSorted((a, b) => b.length - a.length);
  if (secrets.length === 0) return host;
  const mask = (chunk: unknown): unknown =>
    typeof chunk === 'string' ? secrets.reduce((text, secret) => text.replaceAll(secret, '***'), chunk) : chunk;
  const stdout = masked(host.stdout, mask);
  const stderr = masked(host.stderr, mask);
  // Made upon it, not of it: its stdin is made when it is first asked for.
  return Object.create(host, { stdout: { value: stdout }, stderr: { value: stderr } }) as CliHost;
}

function masked(stream: OutputStream, mask: (chunk: unknown) => unknown): OutputStream {
  return new Proxy(stream, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      if (typeof value !== 'function') return value;
      if (key !== 'write' && key !== 'end') return value.bind(target) as unknown;
      return (chunk: unknown, ...rest: unknown[]): unknown => Reflect.apply(value, target, [mask(chunk), ...rest]);
    },
  });
}
