import {
  statusError,
  ZooError,
  type FilePlan,
  type FileSink,
  type PluginContext,
  type SinkContent,
} from '@modelzoo/core';
import { checkAnswer } from './check-answer.js';
import { bringParts, type FirstAnswer } from './bring-parts.js';
import { checkPart, type Gap } from './check-part.js';
import { parseUnsatisfiedSize } from './content-range.js';
import { contentOf, resumeHeaders } from './content-validator.js';
import type { HttpOptions } from './http-options.js';
import { limitSink } from './limit-sink.js';

const DEFAULT_SLOW_TIMEOUT_MS = 10_000;
/** Larger than any single file of weights that is published anywhere. */
const DEFAULT_UNDECLARED_BYTES = 256 * 1024 ** 3;

/**
 * Moves what is missing of one file from one URL into the sink, over as many connections as make it quicker. Goes on with
 * what is there only if the server agrees that it is the same content, and says so consistently; else it starts over.
 *
 * @param place Where it is asked for, and which address of the plan that is.
 */
export async function transfer(
  place: { readonly url: URL; readonly planned: string },
  file: FilePlan,
  sink: FileSink,
  context: PluginContext,
  options: HttpOptions,
): Promise<void> {
  const { url, planned } = place;
  const { stallTimeoutMs, maxConnections = context.connections.max, slowTimeoutMs = DEFAULT_SLOW_TIMEOUT_MS } = options;
  let trustsRanges = true;
  let connections = maxConnections;

  function get(headers: Readonly<Record<string, string>> | undefined, signal: AbortSignal): Promise<Response> {
    return context.fetch(url, {
      headers: { ...file.headers, ...headers },
      expects: 'weights',
      signal,
      ...(stallTimeoutMs !== undefined && { stallTimeoutMs, headersTimeoutMs: stallTimeoutMs }),
    });
  }

  async function bring(first: FirstAnswer, { start, end }: Gap, content: SinkContent): Promise<void> {
    const isDeclared = (end ?? content.sizeBytes) !== undefined;
    const allWell = await bringParts(
      first,
      { position: start, end: end ?? Number.POSITIVE_INFINITY },
      {
        url,
        content,
        sink: isDeclared ? sink : limitSink(sink, options.maxUndeclaredBytes ?? DEFAULT_UNDECLARED_BYTES, url),
        maxConnections: connections,
        spare: context.connections,
        slowTimeoutMs,
        ask(from, to, signal) {
          const headers = resumeHeaders(content, from, to);
          return headers && get(headers, signal);
        },
        log: (message) => context.log.debug(message),
      },
    );
    // What is left is brought the plain way.
    if (!allWell) connections = 1;
  }

  for (;;) {
    const content = sink.resume;
    const gap = firstGap(sink, content?.sizeBytes);
    if (gap === undefined) return;
    const isStart = content === undefined || !trustsRanges || sink.present.length === 0;
    const condition = isStart ? undefined : resumeHeaders(content, gap.start, gap.end);
    const abort = new AbortController();
    const response = await get(condition, abort.signal);
    const first = { response, abort };
    try {
      if (response.status === 206 && condition !== undefined && content !== undefined) {
        const end = checkPart(response, gap, content);
        if (end === undefined) trustsRanges = false;
        else {
          await sink.begin({ ...content, url: planned });
          await bring(first, { start: gap.start, end }, content);
          // A server that never says how long the file is has now come to its end.
          if (content.sizeBytes === undefined) return;
        }
      } else if (response.status === 200) {
        checkAnswer(response, file, url);
        const whole = contentOf(response, file.sha256);
        await sink.begin({ ...whole, url: planned });
        await bring(first, { start: 0, end: whole.sizeBytes ?? file.sizeBytes }, whole);
        if (whole.sizeBytes === undefined || whole.sizeBytes === 0) return;
      } else if ((response.status === 416 || response.status === 412) && condition !== undefined) {
        if (parseUnsatisfiedSize(response.headers.get('content-range')) === gap.start && gap.end === undefined) return;
        trustsRanges = false;
      } else if (response.status === 204 || response.status === 206) {
        throw unexpected(response, url);
      } else {
        throw statusError(response, url.pathname);
      }
    } finally {
      // Read bodies are closed already; others would keep their connection open.
      if (response.body?.locked === false) await response.body.cancel().catch(() => undefined);
    }
  }
}

function firstGap({ present }: FileSink, sizeBytes: number | undefined): Gap | undefined {
  const [first, second] = present;
  const start = first?.start === 0 ? first.end : 0;
  if (sizeBytes !== undefined && start >= sizeBytes && sizeBytes > 0) return undefined;
  const next = first?.start === 0 ? second : first;
  return { start, end: next?.start ?? sizeBytes };
}

function unexpected(response: Response, url: URL): ZooError {
  return new ZooError(
    'ERR_ZOO_RESPONSE_INVALID',
    `The server ${url.host} answered ${String(response.status)} when asked for the whole of ${url.pathname}.`,
    {
      hint: 'Nothing was taken. Check the URL.',
      details: { host: url.host, path: url.pathname, status: response.status },
    },
  );
}
