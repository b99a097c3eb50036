import { createHash } from 'node:crypto';
import {
  resumeStream,
  withRetries,
  type PinnedSource,
  type PluginContext,
  type SourceContent,
  type SourceContext,
} from '@modelzoo/core';
import { contentLength, readValidator } from './content-validator.js';
import { isImmutable } from './immutable-url.js';
import { tooLarge } from './too-large.js';
import type { UrlLocator } from './url-reference.js';
import { verified } from './verified.js';
import { readTarget, requestArchive, requestFrom, type WebTarget } from './web-request.js';

/** Archives up to this size are read once more to learn their digest. */
const DIGEST_BYTES = 4 * 1024 * 1024;
const DIGEST = 'sha256-';

/** In the memo of a source that promised once never to change. */
const IMMUTABLE = 'yes';

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
  maxBytes: number,
): Promise<PinnedSource<UrlLocator>> {
  context.signal.throwIfAborted();
  const target = readTarget(locator);
  if (target.sha256 !== undefined) return { locator, revision: `${DIGEST}${target.sha256}` };
  const { previous } = context;
  const wasImmutable = previous?.memo?.['immutable'] === IMMUTABLE;
  return await retried(target, context, async () => {
    const response = await requestArchive(target, context, conditions(previous?.memo));
    if (response.status === 304 && previous !== undefined) {
      return { ...previous, locator, ...(wasImmutable && { immutable: true }) };
    }
    const immutable = wasImmutable || isImmutable(target.url, ownHeaders(response, target));
    const memo = { ...memoOf(response.headers), ...(immutable && { immutable: IMMUTABLE }) };
    const revision = await learnRevision(response, target, maxBytes);
    return { locator, revision, memo, ...(immutable && { immutable }) };
  });
}

/**
 * The bytes of an archive, which fail at their end if they are not those of the revision. After a broken connection the
 * rest is asked for.
 */
export async function openWebArchive(
  { locator, revision }: PinnedSource<UrlLocator>,
  context: PluginContext,
): Promise<SourceContent> {
  const target = readTarget(locator);
  const wanted = { target, revision: revision.startsWith(DIGEST) ? undefined : revision, validatorOf };
  const first = await retried(target, context, () => requestFrom(0, wanted, undefined, context));
  const { signal, emit } = context;
  const rest = (position: number) => requestFrom(position, wanted, first.validator, context);
  const stream = resumeStream(first, rest, { signal, emit, subject: target.subject });
  if (wanted.revision !== undefined) return { kind: 'archive', stream, sizeBytes: first.sizeBytes };
  const sha256 = revision.slice(DIGEST.length);
  const expected = { sha256, subject: target.subject, isPinned: target.sha256 !== undefined };
  return { kind: 'archive', stream: verified(stream, expected), sizeBytes: first.sizeBytes };
}

async function learnRevision(response: Response, target: WebTarget, maxBytes: number): Promise<string> {
  const validator = validatorOf(response.headers);
  const claimedBytes = contentLength(response.headers);
  if (validator !== undefined && (claimedBytes === undefined || claimedBytes > DIGEST_BYTES)) {
    await response.body?.cancel();
    return validator;
  }
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const bytes of response.body ?? []) {
    sizeBytes += bytes.byteLength;
    // Leaving the loop lets go of the body, which may have no end.
    if (sizeBytes > maxBytes) throw tooLarge(`The archive ${target.subject}`, maxBytes);
    hash.update(bytes);
  }
  return `${DIGEST}${hash.digest('hex')}`;
}

async function retried<T>({ subject }: WebTarget, { signal, emit }: PluginContext, run: () => Promise<T>): Promise<T> {
  return await withRetries(run, { signal, emit, subject });
}

/** What an answer says of the URL that was asked, and not of one that it was led to. */
function ownHeaders({ url, headers }: Response, target: WebTarget): Headers {
  return url === target.url.href ? headers : new Headers();
}

function memoOf(headers: Headers): Record<string, string> {
  const { etag, lastModified } = readValidator(headers);
  if (etag !== undefined) return { etag };
  return lastModified === undefined ? {} : { modified: lastModified };
}

function conditions(memo: PinnedSource['memo']): Record<string, string> {
  const { etag, modified } = memo ?? {};
  if (etag !== undefined) return { 'if-none-match': etag };
  return modified === undefined ? {} : { 'if-modified-since': modified };
}

function validatorOf(headers: Headers): string | undefined {
  const { etag, lastModified } = readValidator(headers);
  if (etag !== undefined) return `etag-${etag.slice(1, -1)}`;
  const sizeBytes = contentLength(headers);
  if (lastModified === undefined || sizeBytes === undefined) return undefined;
  return `modified-${new Date(lastModified).toISOString()}-${String(sizeBytes)}`;
}
