import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ZooError, type ModelLoader, type Tensor, type TensorMap } from '@modelzoo/core';
import { createTestContext } from '@modelzoo/testkit';
import { describe, expect, it } from 'vitest';
import { backendCases, isSame, missingBackendCases, type BackendCase } from '../test/backend-cases.js';
import { oneFile } from '../test/load-onnx.js';
import { onnx } from './onnx.js';
import { disableTelemetry } from './session/import-onnxruntime.js';

/** What became of a case: nothing, or why it was not passed. */
type Verdict = string | undefined;
/** Gives all outputs of a graph in its order, for inputs in its order. */
type Run = (inputs: readonly Tensor[]) => Promise<readonly (Tensor | undefined)[]>;

async function judge({ dataSets }: BackendCase, run: Run): Promise<Verdict> {
  for (const { inputs, outputs } of dataSets) {
    const found = await run(inputs.flatMap((each) => each ?? []));
    if (!outputs.every((wanted, index) => isSame(found[index], wanted))) return 'onnxruntime gives other results';
  }
  return undefined;
}

/** Names of inputs and outputs, and whether the bare runtime passes. */
interface Bare {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly passes: boolean;
}

async function tryBare(each: BackendCase): Promise<Bare | undefined> {
  disableTelemetry();
  const runtime = await import('onnxruntime-node');
  const options = { intraOpNumThreads: 1, logSeverityLevel: 4 } as const;
  const session = await runtime.InferenceSession.create(each.model, options).catch(() => undefined);
  if (session === undefined) return undefined;
  const { inputNames, outputNames } = session;
  const verdict = judge(each, async (inputs) => {
    const feeds = inputs.map(({ type, data, dims }, index) => {
      return [inputNames[index] ?? '', new runtime.Tensor(type as 'float32', data as Float32Array, dims)] as const;
    });
    const results = await session.run(Object.fromEntries(feeds));
    return outputNames.map((name) => results[name] as Tensor | undefined);
  });
  const passes = await verdict.then((found) => found === undefined).catch(() => false);
  await session.release();
  return { inputs: inputNames, outputs: outputNames, passes };
}

async function tryOurs(each: BackendCase, bare: Bare | undefined, loader: ModelLoader): Promise<Verdict> {
  const context = createTestContext({ offline: true });
  try {
    const request = { files: oneFile(each.model), parameters: {}, model: undefined };
    const config = { task: 'tensors', session: { intra_op_threads: 1 } };
    await using model = await loader.doLoad({ ...request, config }, context);
    return await judge(each, async (inputs) => {
      const named = inputs.map((tensor, index) => [bare?.inputs[index] ?? '', tensor] as const);
      const { tensors } = (await model.predict(Object.fromEntries(named))) as TensorMap;
      return (bare?.outputs ?? []).map((name) => tensors[name]);
    });
  } catch (error) {
    if (ZooError.is(error)) return reasonOf(error);
    throw error;
  } finally {
    await context.close();
  }
}

/** A failure in words that are the same on every machine. */
function reasonOf({ code, details }: ZooError): string {
  if (details?.['locale'] !== undefined) return 'wants the locale en_US of the system';
  if (code === 'ERR_ZOO_CAPABILITY_MISSING') return 'takes or gives sequences or optional values, which are no tensors';
  const reason = String(details?.['reason']);
  const operator = /implementation for (?<name>\w+)\((?<version>\d+)\)/.exec(reason)?.groups;
  if (operator !== undefined) return `onnxruntime has no ${operator['name']} of version ${operator['version']} for it`;
  if (/not a registered function/.test(reason)) return 'operators of training, which onnxruntime-node does not have';
  if (/data type: 16/.test(reason)) return 'bfloat16, which JavaScript does not have';
  if (/during initialization/.test(reason)) return 'an attribute of its operator that onnxruntime does not have';
  return code;
}

/** Cases at a time. */
const TOGETHER = 4;
/** Every case takes a worker, and all of them two minutes: this many are tried unless all are asked for. */
const SAMPLE = 100;
const all = process.env['MODELZOO_ALL_CASES'] !== undefined;
const table = join(import.meta.dirname, '../../../docs/onnx-conformance.md');

/** What is not passed, with the reason, and what the bare runtime passes of it. */
async function tryCases(cases: readonly BackendCase[]) {
  const [loader] = onnx().loaders ?? [];
  if (loader === undefined) throw new Error('The plugin has no loader.');
  const waiting = [...cases];
  const rest = new Map<string, string>();
  const lost: string[] = [];
  const workOff = async (): Promise<void> => {
    for (let each = waiting.shift(); each !== undefined; each = waiting.shift()) {
      const bare = await tryBare(each);
      const verdict = await tryOurs(each, bare, loader);
      if (verdict !== undefined && bare?.passes === true) lost.push(`${each.name}: ${verdict}`);
      if (verdict !== undefined) rest.set(each.name, verdict);
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, workOff));
  return { rest, lost };
}

describe.skipIf(missingBackendCases !== undefined)(`the ONNX project's own cases ${missingBackendCases ?? ''}`, () => {
  const cases = backendCases();

  it('are passed where the bare runtime passes them; the others are in the table', { timeout: 120_000 }, async () => {
    expect(cases.length).toBeGreaterThan(1000);
    const some = cases.filter((_, index) => index % Math.ceil(cases.length / SAMPLE) === 0);
    const { rest, lost } = await tryCases(some);
    expect(lost).toStrictEqual([]);
    const written = await readFile(table, 'utf8');
    for (const [name, reason] of rest) {
      expect(written).toMatch(new RegExp(`^\\| ${name} +\\| ${reason.slice(0, 20)}`, 'm'));
    }
  });

  it.runIf(all)('make the table, as it is now (vitest --update writes it)', { timeout: 600_000 }, async () => {
    const { rest, lost } = await tryCases(cases);
    expect(lost).toStrictEqual([]);
    await expect(toTable(cases.length, rest)).toMatchFileSnapshot(table);
  });
});

function toTable(count: number, rest: ReadonlyMap<string, string>): string {
  const rows = [...rest].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const width = Math.max(...rows.map(([name]) => name.length));
  const reasons = Math.max(...rows.map(([, reason]) => reason.length));
  const line = (name: string, reason: string): string => `| ${name.padEnd(width)} | ${reason.padEnd(reasons)} |`;
  return `${[
    '# The test data of the ONNX project',
    '',
    `Debian's package \`libonnx-testdata\` holds ${count} small graphs with inputs and the outputs that they have to give. The task`,
    `\`tensors\` passes ${count - rows.length} of them, among them every one that \`onnxruntime-node\` passes by itself. This is the rest. A test`,
    'tries some of the cases, and all of them, writing this page, with',
    '`MODELZOO_ALL_CASES=1 vitest run --project unit packages/runtime-onnx/src/backend-cases.test.ts --update`.',
    '',
    line('case', 'why not'),
    line('-'.repeat(width), '-'.repeat(reasons)),
    ...rows.map(([name, reason]) => line(name, reason)),
  ].join('\n')}\n`;
}
