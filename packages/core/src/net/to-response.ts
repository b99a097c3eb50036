import { ZooError } from '../errors/zoo-error.js';
import { bodyPieces, bodyStream, type BodyFacts } from './response-body.js';
import { keepPieces } from './response-bytes.js';
import type { Answer } from './transport.js';

/** Statuses whose responses have no body, whatever follows. */
const BODILESS: ReadonlySet<number> = new Set([204, 205, 304]);

/** What a response is made of, beside the answer. */
interface ResponseFacts extends BodyFacts {
  readonly method: string;
}

/** A standard `Response`. @throws ZooError when it is larger than its limit, and says so */
export function toResponse(answer: Answer, facts: ResponseFacts): Response {
  const { url, method, limit } = facts;
  const { statusCode: status, statusText, body } = answer;
  if (status < 200 || status > 599) {
    body.drop();
    throw new ZooError(
      'ERR_ZOO_RESPONSE_INVALID',
      `The server ${url.host} answered with the impossible status ${String(status)}.`,
      {
        details: { host: url.host, status },
      },
    );
  }
  const headers = new Headers();
  for (const [name, value] of Object.entries(answer.headers)) {
    for (const text of [value ?? []].flat()) headers.append(name, toByteString(text));
  }
  const isEmpty = method === 'HEAD' || BODILESS.has(status);
  if (isEmpty) body.drop();
  if (!isEmpty && Number(headers.get('content-length') ?? 0) > limit.maxBytes) {
    body.destroy();
    throw limit.tooLarge(url);
  }
  const pieces = isEmpty ? undefined : bodyPieces(body, facts);
  const response = new Response(pieces === undefined ? null : bodyStream(pieces, body), {
    status,
    statusText: toByteString(statusText),
    headers,
  });
  if (pieces !== undefined) keepPieces(response, pieces);
  return Object.defineProperty(response, 'url', { value: url.href });
}

/** Header values are read as UTF-8, and `Headers` takes bytes: back to those. */
function toByteString(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
