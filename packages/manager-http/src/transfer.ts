import {
  statusError,
  ZooError,
  type FilePlan,
  type FileSink,
  type PluginContext,
  type SinkContent,
} from '@modelzoo/core';
import { checkAnswer } from './check-answer.js';
import { parseContentRange, parseUnsatisfiedSize } from './content-range.js';
import { contentLength, contentOf, contradicts, resumeHeaders } from './content-validator.js';

interface Gap {
  readonly start: number;
  /** Exclusive. `undefined`: the file's end, wherever that is. */
  readonly end: number | undefined;
}

/**
 * Moves what is missing of one file from one URL into the sink, over one connection. Goes on with what is there only if
 * the server agrees that it is the same content, and says so consistently; else it starts over.
 */
export async function transfer(
  url: URL,
  file: FilePlan,
  sink: FileSink,
  context: PluginContext,
  stallTimeoutMs: number | undefined,
): Promise<void> {
  let trustsRanges = true;
  for (;;) {
    const content = sink.resume;
    const gap = firstGap(sink, content?.sizeBytes);
    if (gap === undefined) return;
    const isStart = content === undefined || !trustsRanges || sink.present.length === 0;
    const condition = isStart ? undefined : resumeHeaders(content, gap.start, gap.end);
    const response = await context.fetch(url, {
      headers: { ...file.headers, ...condition },
      ...(stallTimeoutMs !== undefined && { stallTimeoutMs }),
    });
    try {
      if (response.status === 206 && condition !== undefined && content !== undefined) {
        const end = checkPart(response, gap, content);
        if (end === undefined) trustsRanges = false;
        else {
          await sink.begin(content);
          await pump(response, sink, { start: gap.start, end }, url);
          // A server that never says how long the file is has now come to its end.
          if (content.sizeBytes === undefined) return;
        }
      } else if (response.status === 200) {
        checkAnswer(response, file, url);
        const whole = contentOf(response.headers, file.sha256);
        await sink.begin(whole);
        await pump(response, sink, { start: 0, end: whole.sizeBytes ?? file.sizeBytes }, url);
        return;
      } else if (response.status === 416 && condition !== undefined) {
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

/** Where a partial answer ends, if it is what was asked for. */
function checkPart({ headers }: Response, gap: Gap, content: SinkContent): number | undefined {
  const range = parseContentRange(headers.get('content-range'));
  if (range === undefined || range.start !== gap.start) return undefined;
  if (gap.end !== undefined && range.end !== gap.end) return undefined;
  if (range.sizeBytes !== undefined && range.sizeBytes !== (content.sizeBytes ?? range.sizeBytes)) return undefined;
  if (gap.end === undefined && range.sizeBytes !== undefined && range.end !== range.sizeBytes) return undefined;
  const length = contentLength(headers);
  if (length !== undefined && length !== range.end - range.start) return undefined;
  if ((headers.get('content-encoding') ?? 'identity') !== 'identity') return undefined;
  return contradicts(headers, content) ? undefined : range.end;
}

async function pump(response: Response, sink: FileSink, { start, end }: Gap, url: URL): Promise<void> {
  let position = start;
  for await (const bytes of response.body ?? []) {
    if (end !== undefined && position + bytes.byteLength > end) throw wrongSize(url, end, 'went on after');
    await sink.write(position, bytes);
    position += bytes.byteLength;
  }
  if (end !== undefined && position < end) throw wrongSize(url, end, `ended after ${String(position)} of`);
}

function wrongSize(url: URL, expectedBytes: number, what: string): ZooError {
  return new ZooError(
    'ERR_ZOO_SIZE_MISMATCH',
    `The file ${url.pathname} from ${url.host} ${what} ${String(expectedBytes)} bytes.`,
    {
      hint: 'What is good of it is kept. Try again; if this repeats, tell the author of the source.',
      details: { host: url.host, path: url.pathname, expectedBytes },
    },
  );
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
