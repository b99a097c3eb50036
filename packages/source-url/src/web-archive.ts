import { createHash } from 'node:crypto';
import {
  statusError,
  withRetries,
  ZooError,
  type PinnedSource,
  type PluginContext,
  type SourceContent,
  type SourceContext,
} from '@modelzoo/core';
import { readKey, type UrlLocator } from './url-reference.js';
import { verified } from './verified.js';

/** Archives up to this size are read once more to learn their digest. */
const DIGEST_BYTES = 4 * 1024 * 1024;
const DIGEST = 'sha256-';

/**
 * Finds out which content a URL stands for now. A pinned digest says it all, without a request. Of a small archive, or of
 * one that the server gives no validator for, the digest is learnt by reading it: only that keeps its revision when a
 * server merely copies or touches the file, or spreads it over machines that do not agree on entity tags. Of a large one
 * a strong entity tag, or the time of its last change together with its length, has to do, since nobody wants to fetch it
 * twice. What was known before is asked for conditionally, so that nothing moves when nothing has changed.
 */
export async function resolveWebArchive(
  locator: UrlLocator,
  context: SourceContext<UrlLocator>,
): Promise<PinnedSource<UrlLocator>> {
  context.signal.throwIfAborted();
  const { url, sha256 } = readKey(locator.key);
  if (sha256 !== undefined) return { locator, revision: `${DIGEST}${sha256}` };
  const { previous } = context;
  return await retried(url, context, async () => {
    const response = await request(url, context, previous === undefined ? {} : conditions(previous.memo));
    if (response.status === 304 && previous !== undefined) return { ...previous, locator };
    const { headers } = response;
    const memo = memoOf(headers);
    const validator = validatorOf(headers);
    const sizeBytes = contentLength(headers);
    if (validator !== undefined && (sizeBytes === undefined || sizeBytes > DIGEST_BYTES)) {
      await response.body?.cancel();
      return { locator, revision: validator, memo };
    }
    const hash = createHash('sha256');
    for await (const bytes of response.body ?? []) hash.update(bytes);
    return { locator, revision: `${DIGEST}${hash.digest('hex')}`, memo };
  });
}

/** The bytes of an archive, which fail at their end if they are not those of the revision. */
export async function openWebArchive(
  { locator, revision }: PinnedSource<UrlLocator>,
  context: PluginContext,
): Promise<SourceContent> {
  const { url, sha256 } = readKey(locator.key);
  const response = await retried(url, context, () => request(url, context, {}));
  if (response.body === null) {
    throw new ZooError('ERR_ZOO_RESPONSE_INVALID', `The server ${url.host} sent nothing for ${url.pathname}.`, {
      details: { host: url.host, path: url.pathname },
    });
  }
  const sizeBytes = contentLength(response.headers);
  if (revision.startsWith(DIGEST)) {
    const subject = `${url.host}${url.pathname}`;
    const stream = verified(response.body, {
      sha256: revision.slice(DIGEST.length),
      subject,
      isPinned: sha256 !== undefined,
    });
    return { kind: 'archive', stream, sizeBytes };
  }
  if (validatorOf(response.headers) !== revision) {
    await response.body.cancel();
    throw new ZooError(
      'ERR_ZOO_REVISION_NOT_FOUND',
      `The server ${url.host} has another version of ${url.pathname} by now.`,
      {
        hint: 'Nothing was changed. Try again to get the new one.',
        details: { host: url.host, path: url.pathname, revision },
      },
    );
  }
  return { kind: 'archive', stream: response.body, sizeBytes };
}

async function retried<T>(url: URL, { signal, emit }: PluginContext, run: () => Promise<T>): Promise<T> {
  return await withRetries(run, { signal, emit, subject: `${url.host}${url.pathname}` });
}

async function request(url: URL, context: PluginContext, headers: Record<string, string>): Promise<Response> {
  const response = await context.fetch(url, { headers });
  if (response.status === 200 || (response.status === 304 && Object.keys(headers).length > 0)) return response;
  await response.body?.cancel();
  throw statusError(response, `the archive ${url.pathname}`, {
    notFound: 'ERR_ZOO_SOURCE_NOT_FOUND',
    credentialHint: 'Archives are fetched without credentials. Download it yourself, and register the file.',
  });
}

/** Only strong validators are kept: with weak ones "not modified" need not mean the same bytes. */
function memoOf(headers: Headers): Record<string, string> {
  const etag = strongEtag(headers);
  if (etag !== undefined) return { etag };
  const modified = headers.get('last-modified');
  return modified === null ? {} : { modified };
}

function conditions(memo: PinnedSource['memo']): Record<string, string> {
  const { etag, modified } = memo ?? {};
  if (etag !== undefined) return { 'if-none-match': etag };
  return modified === undefined ? {} : { 'if-modified-since': modified };
}

function validatorOf(headers: Headers): string | undefined {
  const etag = strongEtag(headers);
  if (etag !== undefined) return `etag-${etag.slice(1, -1)}`;
  const modified = Date.parse(headers.get('last-modified') ?? '');
  const sizeBytes = contentLength(headers);
  if (Number.isNaN(modified) || sizeBytes === undefined) return undefined;
  return `modified-${new Date(modified).toISOString()}-${String(sizeBytes)}`;
}

function strongEtag(headers: Headers): string | undefined {
  const etag = headers.get('etag') ?? '';
  return /^"[\u0021\u0023-\u007e]+"$/.test(etag) ? etag : undefined;
}

function contentLength(headers: Headers): number | undefined {
  const text = headers.get('content-length') ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
