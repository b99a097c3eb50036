import type { Tensor, TensorMap } from '@modelzoo/core';
import { describe, expect, it } from 'vitest';
import { addGraph, buildOnnx, identityGraph, type GraphSpec } from '../../test/build-onnx.js';
import { folderModel, loadGraph, loadOnnx, oneFile } from '../../test/load-onnx.js';
import { hostileModels, missingHostileModels } from '../../test/hostile-models.js';

async function load(graph: GraphSpec) {
  return loadGraph(graph, { task: 'tensors' });
}

function floats(...values: number[]): Tensor {
  return { type: 'float32', dims: [values.length], data: Float32Array.from(values) };
}

describe('raw tensors', () => {
  it.each<Tensor & { type: 'float16' | 'int64' | 'bool' | 'string' | 'uint8' }>([
    { type: 'float16', dims: [2, 2], data: Uint16Array.of(0x3c00, 0, 0x7bff, 0xc000) },
    { type: 'int64', dims: [2], data: BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n) },
    { type: 'bool', dims: [3], data: Uint8Array.of(1, 0, 1) },
    { type: 'string', dims: [2, 1], data: ['ä', ''] },
    { type: 'uint8', dims: [], data: Uint8Array.of(200) },
    { type: 'uint8', dims: [0, 4], data: new Uint8Array() },
  ])('come back as they went in: $type $dims', async (tensor) => {
    const model = await load(identityGraph(tensor.type, tensor.dims));
    await expect(model.predict({ x: tensor })).resolves.toStrictEqual({ _cls: 'Tensors', tensors: { y: tensor } });
  });

  it.each(['batch', ''])('may be of any size where the graph leaves it open as %j', async (dimension) => {
    const model = await load(identityGraph('float32', [dimension]));
    for (const x of [floats(1), floats(1, 2, 3)]) {
      await expect(model.predict({ x })).resolves.toMatchObject({ tensors: { y: x } });
    }
  });

  it.each<[string, unknown, string]>([
    ['a path', 'picture.png', 'named tensors'],
    ['bytes', new Uint8Array(3), 'named tensors'],
    ['nothing', {}, 'missing'],
    ['an unknown name', { x: floats(1, 2, 3), z: floats(1) }, '"z"'],
    ['another type', { x: { ...floats(1, 2, 3), type: 'float64' } }, 'float64'],
    ['another array', { x: { ...floats(1, 2, 3), data: new Float64Array(3) } }, 'Float32Array'],
    ['another rank', { x: { ...floats(1, 2, 3), dims: [1, 3] } }, '[1, 3]'],
    ['another size', { x: floats(1, 2) }, '[2]'],
    ['too few elements', { x: { ...floats(1, 2), dims: [3] } }, '2 elements'],
  ])('are refused, and the reason said: %s', async (_, input, words) => {
    const model = await load(addGraph);
    await expect(model.predict(input as string)).rejects.toMatchObject({
      code: 'ERR_ZOO_INPUT_INVALID',
      message: expect.stringContaining(words),
    });
  });

  it('are refused when the dims are no sizes', async () => {
    const model = await load(identityGraph('float32', ['n']));
    for (const dims of [[-1], [1.5], [Number.NaN]]) {
      const input = { x: { ...floats(1), dims } };
      await expect(model.predict(input)).rejects.toMatchObject({ code: 'ERR_ZOO_INPUT_INVALID' });
    }
  });

  it('may have names that JavaScript has other uses for', async () => {
    const { inputs, outputs, nodes } = identityGraph('float32', [1]);
    const model = await load({
      inputs: inputs.map((value) => ({ ...value, name: '__proto__' })),
      outputs: outputs.map((value) => ({ ...value, name: 'constructor' })),
      nodes: nodes.map((node) => ({ ...node, inputs: ['__proto__'], outputs: ['constructor'] })),
    });
    const input = Object.fromEntries([['__proto__', floats(5)]]);
    const { tensors } = (await model.predict(input)) as TensorMap;
    expect(Object.entries(tensors)).toStrictEqual([['constructor', floats(5)]]);
    await expect(model.predict({})).rejects.toMatchObject({ code: 'ERR_ZOO_INPUT_INVALID' });
  });

  it('go through several models at a time', async () => {
    const models = await Promise.all(
      [1, 2, 3].map((value) =>
        load({ ...addGraph, initializers: [{ name: 'w', shape: [3], values: [value, value, value] }] }),
      ),
    );
    const predictions = await Promise.all(models.map((model) => model.predict({ x: floats(0, 0, 0) })));
    expect(predictions).toMatchObject([1, 2, 3].map((value) => ({ tensors: { y: floats(value, value, value) } })));
  });

  it('say what the runtime said when the graph fails on them', async () => {
    const model = await load({
      inputs: [{ name: 'x', type: 'float32', shape: ['n'] }],
      outputs: [{ name: 'y', type: 'float32', shape: ['m'] }],
      nodes: [{ operator: 'Add', inputs: ['x', 'w'], outputs: ['y'] }],
      initializers: [{ name: 'w', shape: [3], values: [1, 2, 3] }],
    });
    await expect(model.predict({ x: floats(1, 2) })).rejects.toMatchObject({
      code: 'ERR_ZOO_PREDICT_FAILED',
      details: { reason: expect.stringMatching(/broadcast|dimension/i) },
    });
    await expect(model.predict({ x: floats(1) })).resolves.toMatchObject({ tensors: { y: floats(2, 3, 4) } });
  });

  it('are waited for when the model is disposed of under them', async () => {
    const model = await load(addGraph);
    const running = model.predict({ x: floats(1, 2, 3) });
    await model[Symbol.asyncDispose]();
    await expect(running).resolves.toMatchObject({ tensors: { y: floats(2, 4, 6) } });
    await expect(model.predict({ x: floats(1, 2, 3) })).rejects.toMatchObject({ code: 'ERR_ZOO_USAGE' });
  });
});

describe('a graph that does not load', () => {
  it('says which foreign operators it needs', async () => {
    const { inputs, outputs } = identityGraph('float32', [1]);
    const nodes = [{ operator: 'Magic', inputs: ['x'], outputs: ['y'], domain: 'org.example' }];
    await expect(load({ inputs, outputs, nodes, domains: ['org.example'] })).rejects.toMatchObject({
      code: 'ERR_ZOO_CAPABILITY_MISSING',
      details: { domains: ['org.example'] },
    });
  });

  it('says which locale it needs', async () => {
    const { inputs, outputs } = identityGraph('string', ['texts']);
    const texts = { case_change_action: 'LOWER', locale: 'xx_XX.UTF-8' };
    const nodes = [{ operator: 'StringNormalizer', inputs: ['x'], outputs: ['y'], texts }];
    await expect(load({ inputs, outputs, nodes })).rejects.toMatchObject({
      code: 'ERR_ZOO_CAPABILITY_MISSING',
      message: 'The model needs the locale xx_XX.UTF-8, which is not here.',
      hint: expect.stringContaining('localedef -i xx_XX -f UTF-8 xx_XX.UTF-8'),
    });
  });

  it.each<[string, string | Uint8Array, string]>([
    ['nothing', '', 'it is empty'],
    ['a Git LFS pointer', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n', 'Git LFS pointer'],
    ['a web page', '<!doctype html><title>404</title>', 'a web page'],
    ['a PyTorch archive', Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0), 'PyTorch'],
    ['a pickle', Uint8Array.of(0x80, 2, 0x7d, 0x71), 'pickle'],
    ['half a model', buildOnnx(addGraph).subarray(0, 45), 'no ONNX model'],
  ])('is told from %s', async (_, content, words) => {
    const loading = loadOnnx(await folderModel({ 'model.onnx': content }), {});
    await expect(loading).rejects.toMatchObject({
      code: 'ERR_ZOO_MODEL_INVALID',
      message: expect.stringContaining(words),
    });
  });
});

const hostile = hostileModels();

async function useHostile(file: string, isolation: 'thread' | 'process' = 'thread'): Promise<unknown> {
  const model = await loadOnnx(oneFile(file), {}, { isolation });
  const name = HOSTILE_NAMES.find(([ending]) => file.endsWith(ending))?.[1] ?? 'x';
  return model.predict(Object.fromEntries([[name, floats(1, 2, 3)]]));
}

/** What the input is called, where it is not `x`. */
const HOSTILE_NAMES = [
  ['names-proto.onnx', '__proto__'],
  ['names-ansi.onnx', 'x\u001b[31m'],
] as const;

describe.skipIf(missingHostileModels !== undefined)(`hostile models ${missingHostileModels ?? ''}`, () => {
  it.each(hostile.filter((row) => row.expect === 'accept'))('$name is used: $about', async ({ file }) => {
    await expect(useHostile(file)).resolves.toMatchObject({ _cls: 'Tensors' });
  });

  it.each(hostile.filter((row) => row.expect !== 'accept'))('$name is refused: $about', async ({ file }) => {
    const code = expect.stringMatching(/^ERR_ZOO_(?:MODEL_INVALID|PREDICT_FAILED)$/);
    await expect(useHostile(file)).rejects.toMatchObject({ code });
  });

  it.each(hostile.filter((row) => row.expect === 'limit'))(
    '$name is refused in a process too: $about',
    async ({ file }) => {
      const code = expect.stringMatching(/^ERR_ZOO_(?:MODEL_INVALID|PREDICT_FAILED)$/);
      await expect(useHostile(file, 'process')).rejects.toMatchObject({ code });
    },
  );
});
