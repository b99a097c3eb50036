import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Classification, LocalModel } from '@modelzoo/core';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { buildOnnx, identityGraph, meanColourGraph, type GraphSpec } from '../../test/build-onnx.js';
import { folderModel, loadGraph, loadOnnx, temporaryFolder, type LoadSettings } from '../../test/load-onnx.js';

const labels = ['red', 'green', 'blue'];
const task = 'image-classification';
const output = { decode: 'probabilities', labels };
const config = { task, input: { scale: 1 / 255 }, output };

function picture(red: number, green: number, blue: number): Promise<Uint8Array> {
  return sharp({ create: { width: 3, height: 3, channels: 3, background: { r: red, g: green, b: blue } } })
    .png()
    .toBuffer();
}

async function load(graph: GraphSpec, settings: unknown = config, more: LoadSettings = {}) {
  return loadGraph(graph, settings, more);
}

describe('an image classification model', () => {
  it.each(['float32', 'float16'] as const)('names what a picture shows, from scores of %s', async (type) => {
    const model = await load(meanColourGraph(1, type));
    expect(model).toMatchObject({ mediaType: 'image', hasLogits: false, hasEmbeddings: false });
    const found = (await model.predict(await picture(0, 204, 102))) as Classification;
    expect(found.label).toBe('green');
    expect(found.confidence).toBeCloseTo(0.8, 3);
  });

  it('keeps the order over several batches, whose last is not full', async () => {
    const model = await load(meanColourGraph('batch'), config, { maxBatchSize: 2 });
    const pictures = await Promise.all([
      picture(9, 0, 0),
      picture(0, 9, 0),
      picture(0, 0, 9),
      picture(8, 0, 0),
      picture(0, 8, 0),
    ]);
    const found = (await model.predictAll(pictures)) as Classification[];
    expect(found.map(({ label }) => label)).toStrictEqual(['red', 'green', 'blue', 'red', 'green']);
  });

  it('takes a threshold from the call before that of the config, and raw scores on request', async () => {
    const model = await load(meanColourGraph(1), {
      ...config,
      output: { decode: 'softmax', labels, score_threshold: 0.99 },
    });
    expect(model.hasLogits).toBe(true);
    const input = await picture(255, 0, 0);
    await expect(model.predict(input)).resolves.toMatchObject({ _cls: 'Classifications', classifications: [] });
    const found = await model.predict(input, { confidenceThreshold: 0.5, storeLogits: true });
    expect(found).toMatchObject({ _cls: 'Classification', label: 'red', logits: [1, 0, 0] });
  });

  it('refuses pictures that are too large, and inputs that are no pictures', async () => {
    const model = await load(meanColourGraph(1), config, { maxPixels: 8 });
    const tensors = { x: { type: 'float32', dims: [1], data: new Float32Array(1) } } as const;
    for (const input of [await picture(1, 2, 3), tensors, 'gone.png']) {
      await expect(model.predict(input)).rejects.toMatchObject({ code: 'ERR_ZOO_INPUT_INVALID' });
    }
  });

  it('throws the reason of an abort', async () => {
    const model = await load(meanColourGraph(1));
    const controller = new AbortController();
    const running = model.predict(await picture(1, 2, 3), { signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
  });
});

describe('labels_path', () => {
  const fromFile = { ...config, output: { decode: 'probabilities', labels_path: 'labels.txt' } };
  const text = '\uFEFFred\r\ngreen\r\nblue\r\n';

  async function inSource(name: string): Promise<LocalModel> {
    const files = await folderModel({ 'model.onnx': buildOnnx(meanColourGraph(1)) });
    const sourceDir = join(await temporaryFolder(), 'source');
    await mkdir(sourceDir);
    await writeFile(join(sourceDir, name), text);
    return { ...files, sourceDir };
  }

  it('is found beside the model, and beside the manifest', async () => {
    const beside = await folderModel({ 'model.onnx': buildOnnx(meanColourGraph(1)), 'labels.txt': text });
    for (const files of [beside, await inSource('labels.txt')]) {
      const model = await loadOnnx(files, fromFile);
      await expect(model.predict(await picture(0, 0, 255))).resolves.toMatchObject({ label: 'blue' });
    }
  });

  it.each(['../labels.txt', '/etc/hostname', 'C:\\labels.txt', 'a/../../labels.txt'])(
    'is refused as %j',
    async (path) => {
      const loading = loadOnnx(await inSource('labels.txt'), {
        ...config,
        output: { ...fromFile.output, labels_path: path },
      });
      await expect(loading).rejects.toMatchObject({ code: 'ERR_ZOO_DEPLOYMENT_INVALID' });
    },
  );

  it('does not lead through a link out of the source', async () => {
    const files = await inSource('../labels.txt');
    await symlink('../labels.txt', join(files.sourceDir ?? '', 'labels.txt'));
    await expect(loadOnnx(files, fromFile)).rejects.toMatchObject({ code: 'ERR_ZOO_FILE_NOT_FOUND' });
  });

  it('is read from where its content is, when the source only points to it', async () => {
    const files = await inSource('labels.txt');
    const content = await inSource('elsewhere');
    await writeFile(join(files.sourceDir ?? '', 'labels.txt'), 'version https://git-lfs.github.com/spec/v1');
    const asked: string[] = [];
    const sourceFile = async (path: string) => {
      asked.push(path);
      return join(content.sourceDir ?? '', 'elsewhere');
    };
    const model = await loadOnnx({ ...files, sourceFile }, fromFile);
    await expect(model.predict(await picture(0, 0, 255))).resolves.toMatchObject({ label: 'blue' });
    expect(asked).toStrictEqual(['labels.txt']);
  });

  it('is missed when it is not there', async () => {
    await expect(load(meanColourGraph(1), fromFile)).rejects.toMatchObject({ code: 'ERR_ZOO_FILE_NOT_FOUND' });
  });
});

describe('a config that does not fit its graph', () => {
  it.each<[string, GraphSpec, object, string]>([
    ['another size', meanColourGraph(1), { input: { size: [3, 2] } }, '3 × 2'],
    ['another number of channels', meanColourGraph(1), { input: { channels: 'GRAY' } }, 'GRAY'],
    ['another layout', meanColourGraph(1), { input: { layout: 'NHWC' } }, 'NHWC'],
    ['another input', meanColourGraph(1), { input: { name: 'image' } }, '"image"'],
    ['another output', meanColourGraph(1), { output: { ...output, names: { scores: 'x' } } }, 'output'],
    ['another number of labels', meanColourGraph(1), { output: { ...output, labels: ['a'] } }, '1 labels'],
    ['a short side below the size', meanColourGraph(1), { input: { fit: 'cover', short_side: 1 } }, 'short_side'],
    ['a batch of its own', meanColourGraph(4), {}, 'exactly 4'],
    ['no picture', identityGraph('float32', [1, 3]), {}, 'four dimensions'],
    ['elements that no picture has', identityGraph('int64', [1, 3, 2, 2]), {}, 'int64'],
    ['no size at all', identityGraph('float32', [1, 3, 'h', 'w']), {}, 'input.size'],
  ])('is refused when it loads: %s', async (_, graph, change, words) => {
    await expect(load(graph, { ...config, ...change })).rejects.toMatchObject({
      code: 'ERR_ZOO_DEPLOYMENT_INVALID',
      message: expect.stringContaining(words),
    });
  });

  it('is refused when the scores are no numbers', async () => {
    const graph = identityGraph('uint8', [1, 3, 2, 2]);
    await expect(load(graph)).rejects.toMatchObject({ code: 'ERR_ZOO_DEPLOYMENT_INVALID' });
  });
});
