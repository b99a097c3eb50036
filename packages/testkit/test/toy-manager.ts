import {
  errorFacts,
  statusError,
  ZooError,
  type FilePlan,
  type FileSink,
  type ModelManager,
  type PluginContext,
} from '@modelzoo/core';
import type { ModelManagerConformance } from '../src/manager-conformance-bench.js';

const SECRET = 'canary-0123456789';
const ATTEMPTS = 6;

/** Ways to break one law of managers. */
export type ManagerFlaw =
  | 'has no types'
  | 'accepts any config'
  | 'plans something else each time'
  | 'leaves holes where there are zeros'
  | 'has to know the length'
  | 'begins anew each time'
  | 'does not ask whether the content is the same'
  | 'goes on without a validator'
  | 'believes every 206'
  | 'gives up when a range is refused'
  | 'tries once'
  | 'tries again in silence'
  | 'takes pages'
  | 'takes encodings'
  | 'has a code of its own'
  | 'hides the reason'
  | 'has a way of its own to the network'
  | 'tells the query'
  | 'tells its secret'
  | 'never shows its secret to anybody';

/** A manager that keeps every law, or breaks one. Its config is a URL. */
export function toySubject(flaw?: ManagerFlaw): ModelManagerConformance {
  let calls = 0;
  let origins: readonly string[] = [];
  return {
    create: (): ModelManager => ({
      specVersion: 'v1',
      id: 'toy',
      types: flaw === 'has no types' ? [] : ['toy'],
      // Known only once there is a config: as for a registry that a configuration file names.
      access: { env: ['TOY_TOKEN'], origins: () => origins },
      configSchema: {
        '~standard': {
          version: 1,
          vendor: 'test',
          validate: (value) =>
            typeof value === 'string' || flaw === 'accepts any config'
              ? { value }
              : { issues: [{ message: 'The config is no URL.' }] },
        },
      },
      async doPlan({ config }) {
        calls += 1;
        const path = flaw === 'plans something else each time' ? String(calls) : undefined;
        return [{ path, urls: [String(config)] }];
      },
      doFetch: (file, sink, context) => fetchFile(file, sink, context, flaw),
    }),
    configFor(url, { origin }) {
      origins = [origin];
      return url;
    },
    nonsense: [5],
    secret: { env: { TOY_TOKEN: SECRET }, value: SECRET },
  };
}

async function fetchFile(file: FilePlan, sink: FileSink, context: PluginContext, flaw?: ManagerFlaw): Promise<void> {
  if (flaw === 'tells the query') context.log.info(new URL(file.urls[0]).search.slice('?token='.length));
  if (flaw === 'tells its secret') context.log.info(context.env['TOY_TOKEN'] ?? '');
  for (let attempt = 1; ; attempt += 1) {
    try {
      await bringRest(file, sink, context, flaw);
      return;
    } catch (error) {
      if (flaw !== 'hides the reason') context.signal.throwIfAborted();
      const mayPass = ZooError.is(error) && errorFacts(error).retryable && !context.signal.aborted;
      if (context.signal.aborted) throw new ZooError('ERR_ZOO_NETWORK', 'It broke.');
      if (!mayPass || attempt === ATTEMPTS || flaw === 'tries once') throw error;
      if (flaw === 'tries again in silence') continue;
      context.emit({ type: 'retry', subject: 'toy', attempt: attempt + 1, delayMs: 0, reason: error.message });
    }
  }
}

async function bringRest(file: FilePlan, sink: FileSink, context: PluginContext, flaw?: ManagerFlaw): Promise<void> {
  const { validator, sizeBytes } = sink.resume ?? {};
  const mayGoOn = validator !== undefined || flaw === 'goes on without a validator';
  const from = mayGoOn && flaw !== 'begins anew each time' ? leadingBytes(sink) : 0;
  if (from > 0 && from === sizeBytes) return;
  const isBlind = flaw === 'does not ask whether the content is the same' || validator === undefined;
  const condition = isBlind ? {} : { 'if-range': validator };
  let response = await request(file, context, from > 0 ? { range: `bytes=${String(from)}-`, ...condition } : {}, flaw);
  let start = from;
  if (from > 0 && response.status !== 200 && !isRest(response, from, isBlind ? undefined : sizeBytes, flaw)) {
    await response.body?.cancel();
    if (response.status === 416 && flaw === 'gives up when a range is refused') {
      throw new ZooError('ERR_ZOO_RESPONSE_INVALID', 'There is no such range.');
    }
    response = await request(file, context, {}, flaw);
  }
  if (response.status === 200) start = 0;
  await take(response, sink, start, flaw);
}

async function request(
  { urls: [url] }: FilePlan,
  context: PluginContext,
  headers: Readonly<Record<string, string>>,
  flaw?: ManagerFlaw,
): Promise<Response> {
  if (context.offline && flaw === 'has a way of its own to the network') return fetch(url);
  const token = flaw === 'never shows its secret to anybody' ? undefined : context.env['TOY_TOKEN'];
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await context.fetch(url, { headers: { ...headers, ...authorization } });
  const isPage = response.headers.get('content-type')?.startsWith('text/html') === true && flaw !== 'takes pages';
  const isEncoded = response.headers.has('content-encoding') && flaw !== 'takes encodings';
  const isUnknown =
    response.status === 200 && flaw === 'has to know the length' && !response.headers.has('content-length');
  const isGood = [200, 206, 416].includes(response.status);
  if (isGood && !isPage && !isEncoded && !isUnknown) return response;
  await response.body?.cancel();
  if (isGood) throw new ZooError('ERR_ZOO_RESPONSE_INVALID', 'That is not the file.');
  const notFound = flaw === 'has a code of its own' ? 'ERR_ZOO_X_TOY_GONE' : 'ERR_ZOO_FILE_NOT_FOUND';
  throw statusError(response, 'the file', { notFound });
}

/** Whether a response is what was asked for: everything from a position on, of a file of that size. */
function isRest(
  { status, headers }: Response,
  from: number,
  sizeBytes: number | undefined,
  flaw?: ManagerFlaw,
): boolean {
  if (status !== 206) return false;
  if (flaw === 'believes every 206') return true;
  const [, start, end, total] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(headers.get('content-range') ?? '') ?? [];
  if (Number(start) !== from || Number(end) + 1 !== Number(total)) return false;
  return sizeBytes === undefined || Number(total) === sizeBytes;
}

async function take(response: Response, sink: FileSink, start: number, flaw?: ManagerFlaw): Promise<void> {
  const etag = response.headers.get('etag') ?? undefined;
  const length = response.headers.get('content-length');
  const validator =
    flaw === 'does not ask whether the content is the same' && start > 0 ? sink.resume?.validator : etag;
  await sink.begin({ validator, sizeBytes: length === null ? undefined : start + Number(length) });
  let position = start;
  for await (const bytes of response.body ?? []) {
    if (flaw === 'leaves holes where there are zeros') await writeWithoutZeros(sink, position, bytes);
    else await sink.write(position, bytes);
    position += bytes.byteLength;
  }
}

async function writeWithoutZeros(sink: FileSink, position: number, bytes: Uint8Array): Promise<void> {
  let from = 0;
  for (const [index, byte] of bytes.entries()) {
    if (byte !== 0) continue;
    if (index > from) await sink.write(position + from, bytes.subarray(from, index));
    from = index + 1;
  }
  if (from < bytes.length) await sink.write(position + from, bytes.subarray(from));
}

function leadingBytes({ present: [first] }: FileSink): number {
  return first?.start === 0 ? first.end : 0;
}
