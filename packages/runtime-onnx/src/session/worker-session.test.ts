import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Tensor } from '@modelzoo/core';
import { describe, expect, it } from 'vitest';
import { addGraph, identityGraph, type GraphSpec } from '../../test/build-onnx.js';
import { openSession, powerGraph, testEngine } from '../../test/open-session.js';
import { createDeferred } from '../workers/deferred.js';
import type { Prepare } from '../workers/graph-pool.js';
import type { NamedTensor, OnnxSession } from './onnx-session.js';

function floats(dims: readonly number[], ...values: number[]): Tensor {
  return { type: 'float32', dims, data: Float32Array.from(values) };
}

/** An identity matrix, of which every power is the same. */
function unitMatrix(size: number): NamedTensor[] {
  const data = new Float32Array(size * size);
  for (let row = 0; row < size; row += 1) data[row * size + row] = 1;
  return [{ name: 'x', tensor: { type: 'float32', dims: [size, size], data } }];
}

const LONG = unitMatrix(320);
const ENDLESS = unitMatrix(2500);
const SHORT = unitMatrix(1);

async function runOne(session: OnnxSession, tensor: Tensor, maxBatch = 16): Promise<number[]> {
  const prepare = async () => [{ name: 'x', tensor: structuredClone(tensor) }];
  const results = await session.runItem(prepare, { maxBatch });
  return Array.from(results.get('y')?.data ?? [], Number);
}

/** Adds to each row the number of rows: a row of 1 says how many went through the graph with it. */
const countingGraph: GraphSpec = {
  inputs: [{ name: 'x', type: 'float32', shape: ['batch', 1] }],
  outputs: [{ name: 'y', type: 'float32', shape: ['batch', 1] }],
  nodes: [
    { operator: 'Transpose', inputs: ['x'], outputs: ['turned'] },
    { operator: 'MatMul', inputs: ['turned', 'x'], outputs: ['sum'] },
    { operator: 'Add', inputs: ['x', 'sum'], outputs: ['y'] },
  ],
};

describe.each(['thread', 'process'] as const)('a graph in a %s', (isolation) => {
  it('leaves the event loop free while it runs', async () => {
    const session = await openSession(powerGraph, testEngine({ isolation }));
    await session.run(SHORT);
    let ticks = 0;
    const timer = setInterval(() => (ticks += 1), 1);
    await session.run(LONG);
    clearInterval(timer);
    // In the thread of the test there would be none.
    expect(ticks).toBeGreaterThan(5);
  });

  it('gives what it gives without a worker, and leaves the elements of the caller alone', async () => {
    const session = await openSession(addGraph, testEngine({ isolation }));
    const shared = new Float32Array(100).fill(7);
    const tensor: Tensor = { type: 'float32', dims: [3], data: shared.subarray(10, 13) };
    const results = await session.run([{ name: 'x', tensor }]);
    expect(results.get('y')).toStrictEqual(floats([3], 8, 9, 10));
    expect(shared).toStrictEqual(new Float32Array(100).fill(7));
  });

  it('settles an aborted call at once, whether it waits or runs', async () => {
    const session = await openSession(powerGraph, testEngine({ isolation }));
    const controller = new AbortController();
    const reason = new Error('enough');
    let settled = false;
    const first = session.run(LONG).finally(() => (settled = true));
    const waiting = session.run(LONG, { signal: controller.signal });
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    expect(settled).toBe(false);
    await first;
    const running = session.run(LONG, { signal: AbortSignal.timeout(5) });
    await expect(running).rejects.toMatchObject({ name: 'TimeoutError' });
    await expect(session.run(SHORT)).resolves.toBeInstanceOf(Map);
  });

  it('refuses what is larger than allowed, going in and coming out', async () => {
    const engine = testEngine({ isolation, maxInputBytes: 40, maxOutputBytes: 16 });
    const session = await openSession(identityGraph('float32', ['n']), engine);
    const run = (size: number) => session.run([{ name: 'x', tensor: floats([size], ...Array(size).fill(1)) }]);
    await expect(run(11)).rejects.toMatchObject({ code: 'ERR_ZOO_INPUT_INVALID', details: { sizeBytes: 44 } });
    await expect(run(5)).rejects.toMatchObject({ code: 'ERR_ZOO_PREDICT_FAILED', details: { sizeBytes: 20 } });
    await expect(run(4)).resolves.toBeInstanceOf(Map);
  });
});

describe('a worker thread', () => {
  it('gives the memory of an input back, for the next one', async () => {
    const session = await openSession(identityGraph('float32', ['batch', 'n']), testEngine());
    const length = 10_000;
    const found: number[] = [];
    const run = async (value: number): Promise<void> => {
      const prepare: Prepare = async (allocate) => {
        const data = new Float32Array(allocate(length * 4));
        found.push(data[0] ?? Number.NaN);
        return [{ name: 'x', tensor: { type: 'float32', dims: [1, length], data: data.fill(value) } }];
      };
      const results = await session.runItem(prepare, { maxBatch: 1 });
      expect(results.get('y')?.data).toStrictEqual(new Float32Array(length).fill(value));
    };
    await run(3);
    await run(4);
    expect(found).toStrictEqual([0, 3]);
  });
});

describe('a worker process', () => {
  it('is ended when a run takes too long, and the next input gets a new one', async () => {
    const session = await openSession(powerGraph, testEngine({ isolation: 'process', runTimeoutMs: 1000 }));
    const [endless, behind] = await Promise.allSettled([session.run(ENDLESS), session.run(SHORT)]);
    expect(endless).toMatchObject({
      reason: { code: 'ERR_ZOO_PREDICT_FAILED', message: expect.stringContaining('1000 ms') },
    });
    expect(behind.status).toBe('fulfilled');
  });

  it.skipIf(!existsSync('/proc/self/task'))('may crash: its input fails, and nothing else', async () => {
    const before = children();
    const session = await openSession(powerGraph, testEngine({ isolation: 'process' }));
    const [pid = ''] = children().filter((child) => !before.includes(child));
    const crashed = session.run(ENDLESS);
    setTimeout(() => process.kill(Number(pid), 'SIGSEGV'), 100);
    await expect(crashed).rejects.toMatchObject({
      code: 'ERR_ZOO_PREDICT_FAILED',
      message: expect.stringContaining('SIGSEGV'),
    });
    await expect(session.run(SHORT)).resolves.toBeInstanceOf(Map);
  });
});

/** Numbers of the processes that this one started. */
function children(): string[] {
  return readdirSync('/proc/self/task').flatMap((task) =>
    readFileSync(`/proc/self/task/${task}/children`, 'utf8').split(' ').filter(Boolean),
  );
}

describe('calls at the same time', () => {
  it('go through the graph together, as many as are allowed', async () => {
    const session = await openSession(countingGraph, testEngine({ batchDelayMs: 1000 }));
    const answers = await Promise.all(Array.from({ length: 4 }, () => runOne(session, floats([1, 1], 1), 4)));
    expect(answers).toStrictEqual([[5], [5], [5], [5]]);
    await expect(Promise.all([1, 2].map(() => runOne(session, floats([1, 1], 1), 1)))).resolves.toStrictEqual([
      [2],
      [2],
    ]);
  });

  it('wait for what is being prepared, and no longer than they should', async () => {
    const session = await openSession(countingGraph, testEngine({ batchDelayMs: 20 }));
    const { promise: late, resolve } = createDeferred<NamedTensor[]>();
    const slow = session.runItem(() => late, { maxBatch: 2 });
    await expect(runOne(session, floats([1, 1], 1), 2)).resolves.toStrictEqual([2]);
    resolve([{ name: 'x', tensor: floats([1, 1], 3) }]);
    expect((await slow).get('y')?.data).toStrictEqual(Float32Array.of(12));
  });

  it('are run one by one when the graph does not answer for each', async () => {
    const session = await openSession({
      ...countingGraph,
      nodes: [
        { operator: 'Transpose', inputs: ['x'], outputs: ['turned'] },
        { operator: 'MatMul', inputs: ['turned', 'x'], outputs: ['y'] },
      ],
    });
    const answers = await Promise.all([1, 2, 3].map((value) => runOne(session, floats([1, 1], value))));
    expect(answers).toStrictEqual([[1], [4], [9]]);
  });

  it('do not fail for a neighbour that does', async () => {
    const session = await openSession({
      inputs: [{ name: 'x', type: 'int64', shape: ['batch'] }],
      outputs: [{ name: 'y', type: 'float32', shape: ['batch'] }],
      nodes: [{ operator: 'Gather', inputs: ['w', 'x'], outputs: ['y'] }],
      initializers: [{ name: 'w', shape: [3], values: [10, 20, 30] }],
    });
    const answers = await Promise.allSettled(
      [0n, 99n, 2n].map((place) => runOne(session, { type: 'int64', dims: [1], data: BigInt64Array.of(place) })),
    );
    expect(answers).toMatchObject([
      { value: [10] },
      { reason: { code: 'ERR_ZOO_PREDICT_FAILED', details: { reason: expect.stringContaining('99') } } },
      { value: [30] },
    ]);
  });

  it('are not all prepared at once', async () => {
    const session = await openSession(countingGraph, testEngine({ maxBatchSize: 2, threads: 1 }));
    let held = 0;
    let most = 0;
    const one = async (): Promise<void> => {
      await session.runItem(
        async () => {
          held += 1;
          most = Math.max(most, held);
          await sleep(1);
          return [{ name: 'x', tensor: floats([1, 1], 1) }];
        },
        { maxBatch: 2 },
      );
      held -= 1;
    };
    await Promise.all(Array.from({ length: 30 }, one));
    // Four have room; some more were let in before this test heard of an end.
    expect(most).toBeLessThan(10);
    expect(most).toBeGreaterThan(1);
  });
});

describe('an engine', () => {
  it('unloads what was not used for longest when memory is short, and loads it again', async () => {
    const engine = testEngine({ memoryBudgetBytes: 0 });
    const sessions = await Promise.all([addGraph, addGraph, addGraph].map((graph) => openSession(graph, engine)));
    for (let round = 0; round < 2; round += 1) {
      for (const session of sessions) {
        const results = await session.run([{ name: 'x', tensor: floats([3], 1, 1, 1) }]);
        expect(results.get('y')).toStrictEqual(floats([3], 2, 3, 4));
      }
    }
  });

  it('starts more workers while inputs wait, where a run takes one of several threads', async () => {
    const session = await openSession(powerGraph, testEngine(), { intra_op_threads: 1 });
    const results = await Promise.all(Array.from({ length: 8 }, () => session.run(LONG)));
    for (const result of results) expect(result.get('y')?.dims).toStrictEqual([320, 320]);
  });

  it('gives up loading when the signal says so', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const loading = openSession(addGraph, testEngine(), {}, controller.signal);
    controller.abort(reason);
    await expect(loading).rejects.toBe(reason);
  });
});

describe('a device', () => {
  it('is whatever works when it is auto', async () => {
    const session = await openSession(addGraph, testEngine(), { device: 'auto' });
    const results = await session.run([{ name: 'x', tensor: floats([3], 0, 0, 0) }]);
    expect(results.get('y')).toStrictEqual(floats([3], 1, 2, 3));
  });

  it.skipIf(process.platform !== 'linux' || existsSync('/dev/nvidia0'))(
    'that the runtime knows, and that does not start here, is an error of its own',
    async () => {
      await expect(openSession(addGraph, testEngine(), { device: 'cuda' })).rejects.toMatchObject({
        code: 'ERR_ZOO_CAPABILITY_MISSING',
        details: { reason: expect.anything() },
      });
    },
  );
});
