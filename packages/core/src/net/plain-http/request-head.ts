import type { OneRequest } from '../transport.js';

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const VALUE = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;
const TARGET = /^\/[\x21-\x7e]*$/;

/**
 * What is sent for weights; `undefined` for all other requests, and for what has any character that might be read as
 * something else by somebody on the way.
 */
export function writeRequestHead({ url, method, headers, body, expects }: OneRequest): string | undefined {
  if (method !== 'GET' || body !== undefined || expects !== 'weights') return undefined;
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  const target = `${url.pathname}${url.search}`;
  const fields = Object.entries({ host: url.host, connection: 'keep-alive', ...headers });
  if (!TARGET.test(target) || !fields.every(([name, value]) => TOKEN.test(name) && VALUE.test(value))) return undefined;
  return `GET ${target} HTTP/1.1\r\n${fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
}
