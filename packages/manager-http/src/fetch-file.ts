import { errorFacts, withRetries, ZooError, type FilePlan, type FileSink, type PluginContext } from '@modelzoo/core';
import { isLasting } from './check-answer.js';
import { confirmGoogleDrive } from './google-drive.js';
import type { HttpOptions } from './http-options.js';
import type { MirrorCooldowns } from './mirror-cooldowns.js';
import { transfer } from './transfer.js';

/** So much of a file earns a new set of attempts: a bad line may be slow for hours, but it does get there. */
const PROGRESS_BYTES = 1024 * 1024;
const DEFAULT_ATTEMPTS = 4;
const DEFAULT_COOLDOWN_MS = 10 * 60_000;

/** Brings one file, from the first of its mirrors that has it. */
export async function fetchFile(
  file: FilePlan,
  sink: FileSink,
  context: PluginContext,
  options: HttpOptions,
  cooldowns: MirrorCooldowns,
): Promise<void> {
  const urls = file.urls.filter((url) => /^https?:/i.test(url)).map((url) => new URL(url));
  if (urls.length === 0) {
    throw new ZooError('ERR_ZOO_DEPLOYMENT_INVALID', `${file.path ?? 'A file'} is not behind an http or https URL.`, {
      hint: 'A file: URL works in local sources only. Tell the author of the source.',
    });
  }
  const { attempts = DEFAULT_ATTEMPTS, mirrorCooldownMs = DEFAULT_COOLDOWN_MS } = options;
  const mirrors = cooldowns.order(urls);
  let firstError: ZooError | undefined;
  for (const [index, url] of mirrors.entries()) {
    const next = mirrors[index + 1];
    const planned = file.urls.find((each) => URL.parse(each)?.href === url.href) ?? url.href;
    // Where somebody else may have the file there is less reason to wait.
    const isPatient = next === undefined || cooldowns.isResting(next);
    try {
      await withRetries(
        async () => {
          const place = { url: await confirmGoogleDrive(url, context, options), planned };
          await transfer(place, file, sink, context, options);
        },
        {
          signal: context.signal,
          emit: context.emit,
          subject: file.path ?? url.pathname.split('/').findLast((segment) => segment !== '') ?? url.host,
          attempts: isPatient ? attempts : Math.ceil(attempts / 2),
          baseDelayMs: options.retryDelayMs,
          isRetryable: isPassing,
          hasProgressed: createProgressMeter(sink),
        },
      );
      return;
    } catch (error) {
      if (!ZooError.is(error) || !isFaultOfMirror(error)) throw error;
      if (isPassing(error)) cooldowns.rest(url, Math.max(mirrorCooldownMs, retryAfterMs(error)));
      firstError ??= error;
      if (next !== undefined) context.log.warn(`${error.message} Trying the next mirror.`);
    }
  }
  throw firstError;
}

/** Whether the same mirror may do better later. */
function isPassing(error: ZooError): boolean {
  return errorFacts(error).retryable && !isLasting(error);
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

function retryAfterMs({ details }: ZooError): number {
  const { retryAfterMs: asked } = details;
  return typeof asked === 'number' ? asked : 0;
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
