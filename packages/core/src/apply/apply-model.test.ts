import { once } from 'node:events';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { useZoo } from '../../test/use-zoo.js';
import { ZooError } from '../errors/zoo-error.js';
import type { MediaType, Model, ModelInput, PredictOptions, Prediction } from '../model/model.js';
import type { ApplyInputs, ApplyOptions, ApplyResult, ApplySummary } from '../models/model-types.js';

const bench = useZoo();

function* namesTo(end: number): Generator<string> {
  for (let index = 0; index < end; index += 1) yield String(index);
}

/** Gives one input, and no more, and does not end. */
async function* oneForEver(): AsyncGenerator<string> {
  yield 'x';
  await new Promise(() => {});
}

type Answer = (input: ModelInput, options: PredictOptions) => Promise<Prediction> | Prediction;

/** A model of few words that tells how it is used. */
function modelOf(answer: Answer, mediaType: MediaType = 'image') {
  const seen = { underway: 0, most: 0, batches: [] as number[], disposed: 0 };
  async function predict(input: ModelInput, options: PredictOptions = {}): Promise<Prediction> {
    seen.underway += 1;
    seen.most = Math.max(seen.most, seen.underway);
    try {
      return await answer(input, options);
    } finally {
      seen.underway -= 1;
    }
  }
  const model: Model = {
    mediaType,
    hasLogits: false,
    hasEmbeddings: false,
    predict,
    async predictAll(inputs, options) {
      seen.batches.push(inputs.length);
      return Promise.all(inputs.map((input) => predict(input, options)));
    },
    embed: async () => new Float32Array(),
    embedAll: async () => [],
    async [Symbol.asyncDispose]() {
      seen.disposed += 1;
    },
  };
  return { model, seen };
}

const sizeOf: Answer = (input) => {
  if (input === 'bad') throw new ZooError('ERR_ZOO_INPUT_INVALID', 'That is bad.');
  return { _cls: 'Regression', value: typeof input === 'string' ? input.length : (input as Uint8Array).length };
};

/** Origin of a server that is there until the test ends. */
async function listen(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function collect(model: Model | string, inputs: ApplyInputs, options?: ApplyOptions) {
  const run = bench.zooWith().apply(model, inputs, options);
  const results: ApplyResult[] = [];
  for await (const result of run) results.push(result);
  return { results, summary: run.summary };
}

function shown(results: readonly ApplyResult[]): unknown[] {
  return results.map((result) => ('error' in result ? result.error.code : result.prediction));
}

describe('apply', () => {
  it('gives a hundred thousand results in order, with few inputs underway', async () => {
    const { model, seen } = modelOf(async (input) => {
      if (Number(input) % 10 === 7) await turn();
      return { _cls: 'Regression', value: Number(input) };
    }, 'text');
    let next = 0;
    const run = bench.zooWith().apply(model, namesTo(100_000));
    for await (const result of run) {
      if (result.index !== next || !('prediction' in result)) throw new Error(`Result ${next} is not there.`);
      expect(result.prediction).toStrictEqual({ _cls: 'Regression', value: next });
      next += 1;
    }
    expect(run.summary).toStrictEqual({ done: 100_000, failed: 0, skipped: 0 });
    expect(seen.most).toBeGreaterThan(1);
    expect(seen.most).toBeLessThanOrEqual(16);
  });

  it('takes no more inputs than the reader takes results', async () => {
    const { model } = modelOf(sizeOf, 'text');
    let taken = 0;
    let isClosed = false;
    async function* endless(): AsyncGenerator<string> {
      try {
        for (;;) {
          taken += 1;
          yield 'x';
        }
      } finally {
        isClosed = true;
      }
    }
    for await (const { index } of bench.zooWith().apply(model, endless(), { concurrency: 3 })) {
      for (let idle = 0; idle < 50; idle += 1) await turn();
      expect(taken).toBeLessThanOrEqual(index + 5);
      if (index === 20) break;
    }
    expect(isClosed).toBe(true);
  });

  it('stops what is underway when the reader leaves', async () => {
    const stopped: boolean[] = [];
    const allBegun = new EventTarget();
    const { model } = modelOf(async (input, { signal }) => {
      if (input === 'b') allBegun.dispatchEvent(new Event('begun'));
      if (input === 'first') {
        await once(allBegun, 'begun');
      } else {
        await new Promise((resolve) => signal?.addEventListener('abort', resolve));
        stopped.push(signal?.aborted === true);
      }
      return { _cls: 'Regression', value: 0 };
    }, 'text');
    for await (const _result of bench.zooWith().apply(model, ['first', 'a', 'b'])) break;
    await turn();
    expect(stopped).toStrictEqual([true, true]);
  });

  it('ends with the reason of the signal, though the model and the inputs never answer', async () => {
    const controller = new AbortController();
    const { model } = modelOf(() => new Promise<never>(() => {}), 'text');
    const reason = new Error('enough');
    setTimeout(() => controller.abort(reason), 5);
    await expect(collect(model, oneForEver(), { signal: controller.signal })).rejects.toBe(reason);
  });

  it('lets a bad input fail alone, within a batch too', async () => {
    const { model, seen } = modelOf(sizeOf, 'text');
    const { results, summary } = await collect(model, ['a', 'bad', 'ccc', 'dddd', 'eeeee'], { batchSize: 2 });
    expect(shown(results)).toMatchObject([
      { value: 1 },
      'ERR_ZOO_INPUT_INVALID',
      { value: 3 },
      { value: 4 },
      { value: 5 },
    ]);
    expect(summary).toStrictEqual({ done: 4, failed: 1, skipped: 0 });
    expect(seen.batches).toStrictEqual([2, 2]);
    await expect(collect(model, ['a', 'bad', 'c'], { skipFailures: false })).rejects.toMatchObject({
      code: 'ERR_ZOO_INPUT_INVALID',
    });
  });

  it('takes folders, patterns, paths and bytes, and says which of them stand for nothing', async () => {
    await mkdir(join(bench.folder, 'in', 'deep'), { recursive: true });
    await mkdir(join(bench.folder, 'in', '.hidden'));
    for (const name of ['10.png', '9.PNG', 'notes.txt', 'deep/a.jpg', '.hidden/b.jpg', 'deep/a[1].jpg']) {
      await writeFile(join(bench.folder, 'in', name), '');
    }
    await symlink(join(bench.folder, 'in'), join(bench.folder, 'in', 'deep', 'again.png'));
    const { model } = modelOf((input) => ({
      _cls: 'Classification',
      label: typeof input === 'string' ? input : 'bytes',
      confidence: 1,
    }));
    const bytes = new Uint8Array(3);
    const inputs = ['in', 'in/*.txt', 'i*/**/a.jpg', 'in/deep/a[1].jpg', bytes, '*.gif', 'missing.png'];
    const { results } = await collect(model, inputs);
    expect(results.map(({ input }) => input)).toStrictEqual([
      join('in', '9.PNG'),
      join('in', '10.png'),
      join('in', 'deep', 'a.jpg'),
      join('in', 'deep', 'a[1].jpg'),
      join('in', 'notes.txt'),
      join('in', 'deep', 'a.jpg'),
      'in/deep/a[1].jpg',
      bytes,
      '*.gif',
      'missing.png',
    ]);
    expect(results[0]).toMatchObject({ prediction: { label: join(bench.folder, 'in', '9.PNG') } });
    expect(results[8]).toMatchObject({ error: { code: 'ERR_ZOO_FILE_NOT_FOUND' } });
    expect((await collect(model, bytes)).results).toHaveLength(1);
    expect((await collect(model, 'in/*.png', { expandPaths: false })).results).toMatchObject([{ input: 'in/*.png' }]);
  });

  it('fetches URLs, and lets one that is not there fail alone', async () => {
    const origin = await listen((request, response) => {
      response.statusCode = request.url === '/a.png' ? 200 : 404;
      response.end('bytes');
    });
    const { model } = modelOf(sizeOf);
    const inputs = [`${origin}/a.png`, new URL(`${origin}/b.png`)];
    const { results } = await collect(model, inputs, { allowPrivateAddresses: true });
    expect(results).toMatchObject([
      { prediction: { value: 5 }, fetched: new TextEncoder().encode('bytes') },
      { error: { code: 'ERR_ZOO_FILE_NOT_FOUND' } },
    ]);
    expect(shown((await collect(model, inputs)).results)).toStrictEqual([
      'ERR_ZOO_ADDRESS_FORBIDDEN',
      'ERR_ZOO_ADDRESS_FORBIDDEN',
    ]);
  });

  it('follows a private URL where it leads, and a public one never back inside', async () => {
    const inside = await listen((_request, response) => response.end('secret'));
    const outside = await listen((_request, response) => response.writeHead(302, { location: `${inside}/` }).end());
    const { model } = modelOf(sizeOf);
    // What a rewritten host serves counts as public, as its name is.
    const zoo = bench.zooWith({ rewrites: { 'http://public.example/': `${outside}/` } });
    const results: ApplyResult[] = [];
    const inputs = [`${outside}/a.png`, 'http://public.example/a.png'];
    for await (const result of zoo.apply(model, inputs, { allowPrivateAddresses: true })) results.push(result);
    expect(shown(results)).toMatchObject([{ value: 6 }, 'ERR_ZOO_ADDRESS_FORBIDDEN']);
  });

  it('leaves out what is to be skipped, and tells how far it is', async () => {
    const { model } = modelOf(sizeOf, 'text');
    const told: ApplySummary[] = [];
    const { results } = await collect(model, ['a', 'b', 'bad'], {
      skip: (_input, index) => index === 0,
      onProgress: (summary) => told.push(summary),
    });
    expect(results.map(({ index }) => index)).toStrictEqual([1, 2]);
    expect(told.at(0)).toStrictEqual({ done: 0, failed: 0, skipped: 1 });
    expect(told.at(-1)).toStrictEqual({ done: 1, failed: 1, skipped: 1 });
  });

  it('loads a model by its name, and lets go of it; one that was given stays', async () => {
    const zoo = bench.zooWith();
    await zoo.registerSource('memory:one');
    const results: ApplyResult[] = [];
    for await (const result of zoo.apply('acme/greeting', 'hello', { parameters: { label: 'hi' } }))
      results.push(result);
    expect(results).toMatchObject([{ prediction: { label: 'hi' } }]);
    expect(bench.memory.calls.filter((call) => call === 'dispose')).toHaveLength(1);
    const { model, seen } = modelOf(sizeOf, 'text');
    await collect(model, ['a']);
    expect(seen.disposed).toBe(0);
  });

  it('refuses what makes no sense', async () => {
    const { model } = modelOf(sizeOf, 'text');
    expect(() => bench.zooWith().apply(model, [], { batchSize: 0 })).toThrow(
      expect.objectContaining({ code: 'ERR_ZOO_USAGE' }) as Error,
    );
    await expect(collect(model, ['a'], { storeLogits: true })).rejects.toMatchObject({
      code: 'ERR_ZOO_CAPABILITY_MISSING',
    });
  });
});
