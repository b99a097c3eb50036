import { setTimeout as delay } from 'node:timers/promises';
import {
  statusError,
  ZooError,
  type FilePlan,
  type FileSink,
  type ModelManager,
  type PluginContext,
  type SinkContent,
} from '@modelzoo/core';
import { describe, expect, it } from 'vitest';
import { describeModelManager } from './manager-conformance.js';
import type { ModelManagerConformance } from './manager-conformance-bench.js';
import { managerLaws } from './manager-conformance-laws.js';

type Fetch = ModelManager['doFetch'];

/** A manager that is right, but brings everything anew each time. */
const simple: Fetch = async (file, sink, context) => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await bringAll(file, sink, context);
      return;
    } catch (error) {
      context.signal.throwIfAborted();
      const mayPass = ZooError.is(error, 'ERR_ZOO_NETWORK') || ZooError.is(error, 'ERR_ZOO_SERVER');
      if (!mayPass || attempt === 5) throw error;
      context.emit({ type: 'retry', subject: 'x', attempt, delayMs: 0, reason: error.message });
    }
  }
};

async function bringAll(file: FilePlan, sink: FileSink, context: PluginContext): Promise<void> {
  const response = await context.fetch(file.urls[0]);
  if (response.status !== 200) throw statusError(response, 'the file');
  if (
    response.headers.has('content-encoding') ||
    response.headers.get('content-type')?.startsWith('text/html') === true
  ) {
    throw new ZooError('ERR_ZOO_RESPONSE_INVALID', 'That is not the file.');
  }
  await take(response, sink, { validator: undefined, sizeBytes: undefined });
}

async function take(response: Response, sink: FileSink, content: SinkContent, from = 0): Promise<void> {
  await sink.begin(content);
  let position = from;
  for await (const bytes of response.body ?? []) {
    await sink.write(position, bytes);
    position += bytes.byteLength;
  }
}

function subjectOf(doFetch: Fetch, changes: Partial<ModelManager> = {}): ModelManagerConformance {
  return {
    create: () => ({
      specVersion: 'v1',
      id: 'own',
      types: ['own'],
      configSchema: {
        '~standard': {
          version: 1,
          vendor: 'test',
          validate: (value) =>
            typeof value === 'string' ? { value } : { issues: [{ message: 'the config is not a URL' }] },
        },
      },
      doPlan: ({ config }) => Promise.resolve([{ path: undefined, urls: [config as string] }]),
      doFetch,
      ...changes,
    }),
    configFor: (url) => url,
    nonsense: [5],
  };
}

const RESUMES = 'asks only for the rest when another process goes on';

describeModelManager('that starts over each time', {
  ...subjectOf(simple),
  skip: { [RESUMES]: 'it never goes on' },
});

describe('a law of model managers', () => {
  const always = { validator: 'always the same', sizeBytes: undefined };

  it.each<[string, ModelManagerConformance]>([
    [RESUMES, subjectOf(simple)],
    ['refuses configs that make no sense, with a message', { ...subjectOf(simple), nonsense: ['https://a/x'] }],
    [
      'plans the same every time, and moves none of the bytes',
      subjectOf(simple, {
        doPlan: async ({ config }, context) => {
          await (await context.fetch(config as string)).body?.cancel();
          return [{ path: undefined, urls: [config as string] }];
        },
      }),
    ],
    [
      'starts over when the content has changed in between',
      subjectOf(async (file, sink, context) => {
        const from = sink.present[0]?.end ?? 0;
        const headers = from > 0 ? { range: `bytes=${String(from)}-` } : {};
        await take(await context.fetch(file.urls[0], { headers }), sink, always, from);
      }),
    ],
    [
      'never takes a page for people for weights',
      subjectOf(async (file, sink, context) => take(await context.fetch(file.urls[0]), sink, always)),
    ],
    ['goes on by itself after a broken connection and a failing server', subjectOf(bringAll)],
    [
      'stops when its signal says so, with the reason',
      subjectOf(async (file, sink, context) => {
        await bringAll(file, sink, context).catch(() => {
          throw new ZooError('ERR_ZOO_NETWORK', 'It broke.');
        });
      }),
    ],
    [
      'makes no request offline',
      subjectOf(async (file) => {
        await (await fetch(file.urls[0])).body?.cancel();
        await delay(1);
      }),
    ],
    [
      'lets no secret out',
      subjectOf(async (file, sink, context) => {
        context.log.info(`Fetching ${new URL(file.urls[0]).search.slice('?token='.length)}`);
        await bringAll(file, sink, context);
      }),
    ],
  ])('finds the manager that breaks it: %s', async (title, subject) => {
    const law = managerLaws[title];
    expect(law).toBeTypeOf('function');
    await expect(law?.(subject)).rejects.toBeInstanceOf(Error);
  });
});
