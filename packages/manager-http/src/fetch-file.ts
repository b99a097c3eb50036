import { errorFacts, withRetries, ZooError, type FilePlan, type FileSink, type PluginContext } from '@modelzoo/core';
import { isLasting } from './check-answer.js';
import type { HttpOptions } from './http-options.js';
import { transfer } from './transfer.js';

/** So much of a file earns a new set of attempts: a bad line may be slow for hours, but it does get there. */
const PROGRESS_BYTES = 1024 * 1024;

/** Brings one file, from the first of its mirrors that has it. */
export async function fetchFile(
  file: FilePlan,
  sink: FileSink,
  context: PluginContext,
  options: HttpOptions,
): Promise<void> {
  const urls = file.urls.filter((url) => /^https?:/i.test(url)).map((url) => new URL(url));
  if (urls.length === 0) {
    throw new ZooError('ERR_ZOO_DEPLOYMENT_INVALID', `${file.path ?? 'A file'} is not behind an http or https URL.`, {
      hint: 'A file: URL works in local sources only. Tell the author of the source.',
    });
  }
  let firstError: ZooError | undefined;
  for (const [index, url] of urls.entries()) {
    try {
      await withRetries(() => transfer(url, file, sink, context, options), {
        signal: context.signal,
        emit: context.emit,
        subject: file.path ?? url.pathname.split('/').findLast((segment) => segment !== '') ?? url.host,
        attempts: options.attempts,
        baseDelayMs: options.retryDelayMs,
        isRetryable: (error) => errorFacts(error).retryable && !isLasting(error),
        hasProgressed: createProgressMeter(sink),
      });
      return;
    } catch (error) {
      if (!ZooError.is(error) || !isFaultOfMirror(error)) throw error;
      firstError ??= error;
      if (index < urls.length - 1) context.log.warn(`${error.message} Trying the next mirror.`);
    }
  }
  throw firstError;
}

/** Whether another mirror may do better: not when the disk is full, or the network is off. */
function isFaultOfMirror(error: ZooError): boolean {
  if (error.code === 'ERR_ZOO_OFFLINE') return false;
  return (
    errorFacts(error).exitCode === 4 ||
    error.code === 'ERR_ZOO_FILE_NOT_FOUND' ||
    error.code === 'ERR_ZOO_SIZE_MISMATCH'
  );
}

/**
 * Tells whether much more of the file is there than ever before. What is fetched again, since a server cannot go on from
 * where it broke off, is no progress.
 */
function createProgressMeter(sink: FileSink): () => boolean {
  let most = countPresent(sink);
  return () => {
    const now = countPresent(sink);
    const hasProgressed = now >= most + PROGRESS_BYTES;
    if (hasProgressed) most = now;
    return hasProgressed;
  };
}

function countPresent({ present }: FileSink): number {
  return present.reduce((sum, { start, end }) => sum + end - start, 0);
}
