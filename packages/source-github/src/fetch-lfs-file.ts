import {
  errorFacts,
  statusError,
  withRetries,
  ZooError,
  type DeferredFile,
  type FileSink,
  type PluginContext,
} from '@modelzoo/core';
import type { GitHubAccess } from './github-access.js';
import { requestLfsLink, type LfsLink } from './lfs-batch.js';

const RANGE = /^bytes (\d{1,16})-\d{1,16}\/(\d{1,16})$/;

/**
 * Brings the content of a file that is in Git LFS. Every attempt asks for a new link, since the last may have expired on
 * the way, and goes on where the one before ended.
 *
 * @throws ZooError as `requestLfsLink` does, and `ERR_ZOO_SIZE_MISMATCH`
 */
export async function fetchLfsFile(
  access: GitHubAccess,
  file: DeferredFile,
  sink: FileSink,
  context: PluginContext,
): Promise<void> {
  const { signal, emit } = context;
  let doneBytes = contiguousBytes(sink);
  let refusals = 0;
  await withRetries(
    async () => {
      const link = await requestLfsLink(access, file, context);
      await transfer(link, file, sink, context);
    },
    {
      signal,
      emit,
      subject: access.locator.key,
      // A link may end before its time. One that is refused twice is refused for another reason.
      isRetryable: (error) =>
        errorFacts(error).retryable || (error.details['linkRefused'] === true && (refusals += 1) === 1),
      hasProgressed() {
        const before = doneBytes;
        doneBytes = contiguousBytes(sink);
        return doneBytes > before;
      },
    },
  );
}

async function transfer(link: LfsLink, file: DeferredFile, sink: FileSink, context: PluginContext): Promise<void> {
  const startBytes = contiguousBytes(sink);
  if (startBytes === file.sizeBytes && startBytes > 0) return;
  const { url, linkHeaders } = link;
  const headers = { ...link.headers, ...(startBytes > 0 && { range: `bytes=${startBytes}-` }) };
  const response = await context.fetch(url, { headers, linkHeaders: withoutRange(linkHeaders), expects: 'weights' });
  let position: number;
  try {
    position = startOf(response, startBytes, file);
  } catch (error) {
    await response.body?.cancel();
    throw error;
  }
  await sink.begin({ validator: `sha256-${file.sha256}`, sizeBytes: file.sizeBytes });
  for await (const chunk of response.body ?? []) {
    await sink.write(position, chunk);
    position += chunk.byteLength;
  }
  if (position === file.sizeBytes) return;
  throw new ZooError('ERR_ZOO_SIZE_MISMATCH', `${url.host} ended ${file.path} after ${position} bytes.`, {
    hint: 'What came is kept. Download again to go on from there.',
    details: { file: file.path, expectedBytes: file.sizeBytes, actualBytes: position },
  });
}

/** Position of the first byte of an answer, once it is sure that it is of the file. */
function startOf(response: Response, startBytes: number, file: DeferredFile): number {
  const { status, headers } = response;
  const { host } = new URL(response.url);
  if (status !== 200 && status !== 206) {
    const error = statusError(response, file.path, { credentialHint: 'Try again. What came before is kept.' });
    const linkRefused = error.code === 'ERR_ZOO_UNAUTHORIZED';
    throw new ZooError(error.code, error.message, { hint: error.hint, details: { ...error.details, linkRefused } });
  }
  const invalid = (what: string): ZooError =>
    new ZooError('ERR_ZOO_RESPONSE_INVALID', `${host} was asked for ${file.path} and sent ${what}.`, {
      hint: 'Nothing was taken of it. Check whether the network asks for a login; else the pointer may be wrong.',
      details: { host, file: file.path, status, expectedBytes: file.sizeBytes },
    });
  if (/^text\/html\b/i.test(headers.get('content-type') ?? '')) throw invalid('a web page');
  if ((headers.get('content-encoding') ?? 'identity') !== 'identity') throw invalid('it encoded, unasked');
  if (status === 200) {
    const length = headers.get('content-length');
    if (length !== null && Number(length) !== file.sizeBytes) throw invalid(`something of ${length} bytes`);
    return 0;
  }
  const [, start, total] = RANGE.exec(headers.get('content-range') ?? '') ?? [];
  if (Number(start) !== startBytes || Number(total) !== file.sizeBytes) throw invalid('another part than was wanted');
  return startBytes;
}

/** Bytes that are there from the start on: parts come in order here. */
function contiguousBytes({ present }: FileSink): number {
  const [first] = present;
  return first?.start === 0 ? first.end : 0;
}

/** What part is wanted is ours to say. */
function withoutRange(headers: LfsLink['linkHeaders']): LfsLink['linkHeaders'] {
  const own = new Set(['range', 'if-range', 'accept-encoding']);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !own.has(name.toLowerCase())));
}
