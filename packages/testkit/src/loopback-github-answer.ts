import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** What an answer consists of beside its status. */
export interface LoopbackAnswer {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** On everything that the API says. The limit is reset at a moment far away; octokit counts in 32 bits. */
const COMMON_HEADERS = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'ETag, Link, Location, Retry-After, X-RateLimit-Remaining, X-GitHub-SSO',
  'content-security-policy': "default-src 'none'",
  'referrer-policy': 'origin-when-cross-origin, strict-origin-when-cross-origin',
  'strict-transport-security': 'max-age=31536000; includeSubdomains; preload',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'deny',
  'x-github-request-id': '0000:00000:0000000:0000000:00000000',
  'x-xss-protection': '0',
  'x-ratelimit-resource': 'core',
  'x-ratelimit-limit': '5000',
  'x-ratelimit-remaining': '4999',
  'x-ratelimit-used': '1',
  'x-ratelimit-reset': '2147483647',
};

/** Answers in JSON; errors say their status in the body, as GitHub's do. */
export function sendJson(response: ServerResponse, status: number, { headers = {}, body }: LoopbackAnswer): void {
  const content = status >= 400 && typeof body === 'object' ? { ...body, status: String(status) } : body;
  send(response, status, JSON.stringify(content), {
    'content-type': 'application/json; charset=utf-8',
    'x-github-media-type': 'github.v3; format=json',
    ...headers,
  });
}

/** Answers with a text, unless the request says that it has that already. */
export function sendValidated(
  request: IncomingMessage,
  response: ServerResponse,
  text: string,
  contentType: string,
): void {
  const etag = `W/"${createHash('sha256').update(text).digest('hex')}"`;
  const headers = { etag, 'cache-control': 'public, max-age=60, s-maxage=60', vary: 'Accept, Authorization' };
  if (request.headers['if-none-match'] === etag) send(response, 304, '', headers);
  else send(response, 200, text, { 'content-type': contentType, ...headers });
}

/** Answers with a text and everything that GitHub always sends. */
export function send(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Readonly<Record<string, string>>,
): void {
  response.writeHead(status, { ...COMMON_HEADERS, ...headers });
  response.end(text);
}
