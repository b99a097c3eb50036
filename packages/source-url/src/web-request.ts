import { statusError, ZooError, type PluginContext, type StreamPart } from '@modelzoo/core';
import { contentLength, isRestFrom, readValidator } from './content-validator.js';
import { readKey, type UrlLocator } from './url-reference.js';

/** An archive on the web, as it is asked for. */
export interface WebTarget {
  /** With its signature, if it has one. */
  readonly url: URL;
  /** Host and path: what may be shown. */
  readonly subject: string;
  /** Digest that the reference pins, 64 lower-case hex digits. */
  readonly sha256: string | undefined;
  readonly isSigned: boolean;
}

/** A part of the archive, and what the server calls its content. */
export interface WebPart extends StreamPart {
  /** Bytes of the part, when the server says. */
  readonly sizeBytes: number | undefined;
  /** For `if-range`. */
  readonly validator: string | undefined;
}

/** Content that is asked for. */
export interface WantedArchive {
  readonly target: WebTarget;
  /** What {@link validatorOf} has to give. `undefined`: a digest tells at the end whether the bytes are right. */
  readonly revision: string | undefined;
  validatorOf(headers: Headers): string | undefined;
}

export function readTarget({ key, signedQuery }: UrlLocator): WebTarget {
  const { url, sha256 } = readKey(key);
  const subject = `${url.host}${url.pathname}`;
  if (signedQuery !== undefined) url.search = signedQuery;
  return { url, subject, sha256, isSigned: signedQuery !== undefined };
}

/** One request, for all of it; 304 is an answer to one with conditions only. */
export function requestArchive(
  target: WebTarget,
  context: PluginContext,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  return request(target, context, headers, Object.keys(headers).length > 0 ? [200, 304] : [200]);
}

/**
 * One request for what comes after a position. A server that does not give that is taken at what it gives, or asked for
 * all of it, so that the part begins earlier.
 *
 * @param validator - Of the content that the bytes before the position are of.
 * @throws ZooError `ERR_ZOO_REVISION_NOT_FOUND` when the server has other content by now
 */
export async function requestFrom(
  position: number,
  wanted: WantedArchive,
  validator: string | undefined,
  context: PluginContext,
): Promise<WebPart> {
  const { target, revision } = wanted;
  const range = { range: `bytes=${String(position)}-`, ...(validator !== undefined && { 'if-range': validator }) };
  const response = await request(target, context, position > 0 ? range : {}, position > 0 ? [200, 206, 416] : [200]);
  const { status, headers, body } = response;
  if (status !== 200 && !(status === 206 && isRestFrom(position, headers))) {
    await body?.cancel();
    return requestFrom(0, wanted, undefined, context);
  }
  if (body === null) {
    throw new ZooError(
      'ERR_ZOO_RESPONSE_INVALID',
      `The server ${target.url.host} sent nothing for ${target.subject}.`,
      {
        details: { host: target.url.host, path: target.url.pathname },
      },
    );
  }
  if (status === 200 && revision !== undefined && wanted.validatorOf(headers) !== revision) {
    await body.cancel();
    throw movedOn(target, revision);
  }
  const { etag, lastModified } = readValidator(headers);
  const start = status === 206 ? position : 0;
  return { start, bytes: body, sizeBytes: contentLength(headers), validator: etag ?? lastModified };
}

async function request(
  { url, isSigned }: WebTarget,
  context: PluginContext,
  headers: Readonly<Record<string, string>>,
  accepted: readonly number[],
): Promise<Response> {
  const response = await context.fetch(url, { headers, expects: 'archive' });
  if (accepted.includes(response.status)) return response;
  await response.body?.cancel();
  throw statusError(response, `the archive ${url.pathname}`, {
    notFound: 'ERR_ZOO_SOURCE_NOT_FOUND',
    credentialHint: isSigned
      ? 'The signature in its URL may have expired. Register it again with a fresh one and --overwrite: it stays the same source.'
      : 'Archives are fetched without credentials. Download it yourself, and register the file.',
  });
}

function movedOn({ url }: WebTarget, revision: string): ZooError {
  return new ZooError(
    'ERR_ZOO_REVISION_NOT_FOUND',
    `The server ${url.host} has another version of ${url.pathname} by now.`,
    {
      hint: 'Nothing was changed. Try again to get the new one.',
      details: { host: url.host, path: url.pathname, revision },
    },
  );
}
