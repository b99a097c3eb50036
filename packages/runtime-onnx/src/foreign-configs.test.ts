import type { Classification, Classifications } from '@modelzoo/core';
import { describe, expect, it } from 'vitest';
import { buildOnnx, meanColourGraph, type GraphSpec } from '../test/build-onnx.js';
import { colourPicture, type Colour } from '../test/colour-picture.js';
import { folderModel, loadOnnx } from '../test/load-onnx.js';

const graph = buildOnnx(meanColourGraph(1));
/** On the left red, on the right blue. */
const picture = await colourPicture([0, 1].map(() => [[255, 0, 0] as const, [0, 0, 255] as const]));
const config = { task: 'image-classification', output: { decode: 'softmax', labels_path: 'config.json', top_k: 3 } };
const labels = JSON.stringify({ id2label: { 0: 'red', 1: 'green', 2: 'blue' } });

async function logitsOf(processor: object, input: object = {}): Promise<readonly number[] | undefined> {
  const files = { 'model.onnx': graph, 'config.json': labels, 'preprocessor_config.json': JSON.stringify(processor) };
  const given = { ...config, input: { preprocessor_path: 'preprocessor_config.json', ...input } };
  const model = await loadOnnx(await folderModel(files), given);
  return ((await model.predict(picture, { storeLogits: true })) as Classifications).logits;
}

function close(...wanted: readonly number[]): unknown[] {
  return wanted.map((value) => expect.closeTo(value, 5) as unknown);
}

describe('a preprocessor_config.json beside the weights', () => {
  it('says how pictures are prepared, and the config wins over it', async () => {
    const processor = { size: 2, image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.25, 0.5] };
    expect(await logitsOf(processor)).toEqual(close(0, -2, 0));
    expect(await logitsOf(processor, { mean: 0 })).toEqual(close(1, 0, 1));
    expect(await logitsOf({ ...processor, do_normalize: false })).toEqual(close(0.5, 0, 0.5));
  });

  it('is refused when it is something else, or is not there', async () => {
    await expect(logitsOf({ sampling_rate: 16_000 })).rejects.toMatchObject({ code: 'ERR_ZOO_DEPLOYMENT_INVALID' });
    await expect(logitsOf({ size: 2 }, { preprocessor_path: 'gone.json' })).rejects.toMatchObject({
      code: 'ERR_ZOO_FILE_NOT_FOUND',
    });
  });

  it('may have labels beside it, by their numbers', async () => {
    const files = await folderModel({ 'model.onnx': graph, 'config.json': labels });
    const model = await loadOnnx(files, { ...config, output: { ...config.output, top_k: 1 } });
    expect((await model.predict(picture)) as Classification).toMatchObject({ label: 'red' });
    const holes = await folderModel({ 'model.onnx': graph, 'config.json': '{"id2label": {"0": "red", "2": "blue"}}' });
    await expect(loadOnnx(holes, config)).rejects.toMatchObject({ code: 'ERR_ZOO_DEPLOYMENT_INVALID' });
  });
});

describe("FiftyOne's image config for Torch", () => {
  const torch = {
    image_size: [2, 2],
    image_mean: [0.5, 0.5, 0.5],
    image_std: [0.5, 0.5, 0.5],
    labels_string: 'red, green, blue',
    output_processor_cls: 'fiftyone.utils.torch.ClassifierOutputProcessor',
  };

  it('runs a graph as FiftyOne would', async () => {
    const model = await loadOnnx(await folderModel({ 'model.onnx': graph }), torch);
    const found = (await model.predict(picture, { storeLogits: true })) as Classification;
    expect(found).toMatchObject({ _cls: 'Classification', label: 'red' });
    expect(found.logits).toEqual(close(0, -1, 0));
  });

  it('gives vectors by the output that it calls a layer', async () => {
    const files = await folderModel({ 'model.onnx': graph });
    const model = await loadOnnx(files, { image_size: [2, 2], embeddings_layer: 'scores' }).catch(
      (error: unknown) => error,
    );
    // The output is a map of features, of one by one.
    expect(model).toMatchObject({ hasEmbeddings: true });
  });

  it('is refused when only Torch could make the results', async () => {
    const other = { ...torch, output_processor_cls: 'fiftyone.utils.torch.InstanceSegmenterOutputProcessor' };
    const files = await folderModel({ 'model.onnx': graph });
    await expect(loadOnnx(files, other)).rejects.toMatchObject({
      code: 'ERR_ZOO_DEPLOYMENT_INVALID',
      message: expect.stringContaining('InstanceSegmenter'),
    });
  });
});

describe('pictures of any size', () => {
  const open: GraphSpec = {
    ...meanColourGraph(1),
    inputs: [{ name: 'picture', type: 'float32', shape: [1, 3, 'height', 'width'] }],
    outputs: [{ name: 'pixels', type: 'float32', shape: [1, 3, 'height', 'width'] }],
    nodes: [{ operator: 'Identity', inputs: ['picture'], outputs: ['pixels'] }],
  };

  it.each([
    [{ max_side: 64, multiple_of: 32 }, [40, 20], [32, 32]],
    [{ max_side: 64, multiple_of: 32 }, [640, 320], [64, 32]],
    [{ max_side: 1000 }, [41, 20], [41, 20]],
    [{ min_side: 8 }, [41, 20], [16, 8]],
    [{ min_side: 8, max_side: 10 }, [41, 20], [10, 5]],
    [{ min_side: 60, max_side: 100, multiple_of: 32 }, [41, 20], [96, 64]],
  ])('get the size %j makes of theirs', async (size, [width = 0, height = 0], seen) => {
    const files = await folderModel({ 'model.onnx': buildOnnx(open) });
    const model = await loadOnnx(files, { task: 'image-to-image', input: { size }, output: { decode: 'image' } });
    const input = await colourPicture(
      Array.from({ length: height }, () => Array.from({ length: width }, () => [9, 9, 9] as const)),
    );
    const [rows, columns] = seen.toReversed();
    await expect(model.predict(input)).resolves.toMatchObject({ tensors: { image: { dims: [rows, columns, 3] } } });
  });

  it('are brought to their shorter side as a processor of DETR does', async () => {
    const processor = { size: { shortest_edge: 6, longest_edge: 11 }, image_mean: [0, 0, 0], image_std: [1, 1, 1] };
    const files = { 'model.onnx': buildOnnx(open), 'preprocessor_config.json': JSON.stringify(processor) };
    const input = { preprocessor_path: 'preprocessor_config.json' };
    const output = { decode: 'image', scale: 255 };
    const model = await loadOnnx(await folderModel(files), { task: 'image-to-image', input, output });
    const row = Array.from({ length: 8 }, (): Colour => [200, 100, 50]);
    const wide = await colourPicture([row, row]);
    // The sides are as 4 to 1: the longer one ends at 11, and 2.75 becomes 3.
    await expect(model.predict(wide)).resolves.toStrictEqual({
      _cls: 'Tensors',
      tensors: {
        image: {
          type: 'uint8',
          dims: [3, 11, 3],
          data: Uint8Array.from({ length: 99 }, (_, at) => [200, 100, 50][at % 3] ?? 0),
        },
      },
    });
  });

  it('are refused for a graph of one size', async () => {
    const files = await folderModel({ 'model.onnx': graph });
    const load = loadOnnx(files, { ...config, input: { size: { max_side: 64 } }, output: { decode: 'softmax' } });
    await expect(load).rejects.toMatchObject({ code: 'ERR_ZOO_DEPLOYMENT_INVALID' });
  });
});
