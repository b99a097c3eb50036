// One way to classify pictures, in a process of its own: answers each message "round" with how long it took.
// Usage: fork(infer.mjs, [name, batch size, folder])
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';

const [name, batchText, model, folder, peers] = process.argv.slice(2);
const batch = Number(batchText);
const SIZE = 224;
const SHORT_SIDE = 256;
const pictures = readdirSync(join(folder, 'pictures')).map((file) => join(folder, 'pictures', file));
const modelFile = join(folder, model, 'onnx', 'model.onnx');
const runtimePackage = createRequire(new URL('../../packages/runtime-onnx/package.json', import.meta.url));
process.env.ORT_DISABLE_TELEMETRY = '1';

const ways = {
  async apply() {
    const [{ createZoo }, { onnx }] = await Promise.all([
      import('../../packages/core/dist/index.js'),
      import('../../packages/runtime-onnx/dist/index.js'),
    ]);
    const zoo = createZoo({ plugins: [], home: join(folder, 'home'), cwd: folder, env: {} });
    const loaded = await load(onnx, modelFile, {
      task: 'image-classification',
      input: {
        fit: 'cover',
        short_side: SHORT_SIDE,
        scale: 1 / 255,
        mean: [0.485, 0.456, 0.406],
        std: [0.229, 0.224, 0.225],
      },
      output: { decode: 'softmax', top_k: 5 },
    });
    return async () => {
      const run = zoo.apply(loaded, pictures, { batchSize: batch });
      for await (const { error } of run) if (error !== undefined) throw error;
    };
  },

  async transformers() {
    const require = createRequire(join(peers, 'package.json'));
    const { env, pipeline } = await import(pathToFileURL(require.resolve('@huggingface/transformers')));
    Object.assign(env, { allowRemoteModels: false, localModelPath: `${folder}/` });
    const classify = await pipeline('image-classification', model, { dtype: 'fp32' });
    return async () => {
      for (let start = 0; start < pictures.length; start += batch) {
        const inputs = pictures.slice(start, start + batch);
        await classify(batch === 1 ? inputs[0] : inputs, { top_k: 5 });
      }
    };
  },

  /** The graph alone, on tensors that are ready, as onnxruntime runs it by itself. */
  bare: () => runBare({}),

  /** The same with threads that sleep while they wait, which is faster when others need the processor. */
  still: () => runBare({ extra: { session: { intra_op: { allow_spinning: '0' } } } }),

  /** Decoding alone, as many at once as Node has threads for it. */
  async decode() {
    const sharp = runtimePackage('sharp');
    return async () => {
      const rest = pictures.values();
      const decodeRest = async () => {
        for (const picture of rest) await sharp(picture).raw().toBuffer();
      };
      await Promise.all([1, 2, 3, 4].map(decodeRest));
    };
  },
};

async function runBare(options) {
  const { InferenceSession, Tensor } = runtimePackage('onnxruntime-node');
  const session = await InferenceSession.create(modelFile, { logSeverityLevel: 4, ...options });
  const data = new Float32Array(batch * 3 * SIZE * SIZE).map((_, index) => Math.sin(index));
  return async () => {
    for (let start = 0; start < pictures.length; start += batch) {
      await session.run({ pixel_values: new Tensor('float32', data, [batch, 3, SIZE, SIZE]) });
    }
  };
}

async function load(onnx, path, config) {
  const [loader] = onnx().loaders;
  const { value } = await loader.configSchema['~standard'].validate(config);
  const files = { path, files: [path], sourceDir: undefined };
  const context = { signal: new AbortController().signal, log: { debug() {}, info() {}, warn() {} } };
  return loader.doLoad({ files, config: value, parameters: {}, model: undefined }, context);
}

/** Milliseconds of lone calls, one after the other, in turns: of `predict`, and of the graph alone. */
async function overhead() {
  const { onnx } = await import('../../packages/runtime-onnx/dist/index.js');
  const { InferenceSession, Tensor } = runtimePackage('onnxruntime-node');
  const loaded = await load(onnx, modelFile, { task: 'tensors' });
  const session = await InferenceSession.create(modelFile, { logSeverityLevel: 4 });
  const data = new Float32Array(512).fill(1);
  const x = new Tensor('float32', data, [1, 512]);
  return async () => {
    const times = { predict: [], bare: [] };
    for (let call = 0; call < 300; call += 1) {
      let start = performance.now();
      await loaded.predict({ x: { type: 'float32', dims: [1, 512], data } });
      times.predict.push(performance.now() - start);
      start = performance.now();
      await session.run({ x });
      times.bare.push(performance.now() - start);
    }
    return times;
  };
}

const round = await (name === 'overhead' ? overhead() : ways[name]());
await round(); // What is done once is not measured.
process.on('message', () => void measure());
process.on('disconnect', () => process.exit());
process.send('ready');

async function measure() {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const start = performance.now();
  const times = await round();
  const seconds = (performance.now() - start) / 1000;
  delay.disable();
  process.send({ perSecond: pictures.length / seconds, delayMs: delay.percentile(99) / 1e6, times });
}
