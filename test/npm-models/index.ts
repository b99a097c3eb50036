import { readFile } from 'node:fs/promises';
import type { Classification, HookContext, Model, ModelInput, TensorMap } from '@modelzoo/core';
import type * as Onnx from '@modelzoo/runtime-onnx';

/** Numbers in a frame of the spectrogram, frames that are heard at once, and frames between those. */
const [BANDS, FRAMES, HOP] = [32, 76, 8];
/** Numbers in an embedding, and embeddings that a word takes. */
const [VALUES, STEPS] = [96, 16];
/** Samples in a second, and seconds of silence around a sound, so that it is no shorter than what is heard at once. */
const [RATE, SILENCE] = [16_000, 2];

/** Tells whether somebody says two words. Sound becomes a spectrogram, that embeddings, and these a probability. */
export async function loadModel(
  _modelName: string,
  _modelPath: string,
  _parameters: Readonly<Record<string, unknown>>,
  context: HookContext,
): Promise<Model> {
  const { cutWindows, parseWav } = (await context.import('@modelzoo/runtime-onnx')) as typeof Onnx;
  const files = ['spectrogram.onnx', 'embedding.onnx', 'word.onnx'];
  const graphs = await Promise.all(
    files.map((path) => context.load({ type: 'onnx', config: { task: 'tensors' } }, { path })),
  );

  async function run(graph: number, input: string, dims: readonly number[], data: Float32Array): Promise<Float32Array> {
    const prediction = await graphs[graph]?.predict({ [input]: { type: 'float32', dims, data } });
    const [output] = Object.values((prediction as TensorMap).tensors);
    return output?.data as Float32Array;
  }

  async function predict(input: ModelInput): Promise<Classification> {
    const bytes = input instanceof Uint8Array ? input : await readFile(input as string | URL);
    const { sampleRate, samples } = parseWav(bytes, 'The given sound');
    if (sampleRate !== RATE)
      throw context.error('ERR_ZOO_INPUT_INVALID', `The model hears ${RATE} samples in a second.`);
    const sound = new Float32Array(samples.length + 2 * SILENCE * RATE);
    // The graph was made for whole numbers of 16 bits.
    for (const [index, sample] of samples.entries()) sound[SILENCE * RATE + index] = sample * 32_768;
    const spectrogram = (await run(0, 'input', [1, sound.length], sound)).map((value) => value / 10 + 2);
    const heard = windows(spectrogram, FRAMES * BANDS, HOP * BANDS);
    const embeddings = await run(1, 'input_1', [heard.length / FRAMES / BANDS, FRAMES, BANDS, 1], heard);
    const words = cutWindows(embeddings, { window: STEPS * VALUES, hop: VALUES, padding: 'zeros', normalize: false });
    const scores = await Promise.all(words.map((word) => run(2, 'x.1', [1, STEPS, VALUES], word)));
    return { _cls: 'Classification', label: 'hey jarvis', confidence: Math.max(...scores.map(([score = 0]) => score)) };
  }

  /** Pieces that overlap, one after another. */
  function windows(values: Float32Array, window: number, hop: number): Float32Array {
    const pieces = cutWindows(values, { window, hop, padding: 'zeros', normalize: false });
    const all = new Float32Array(pieces.length * window);
    for (const [index, piece] of pieces.entries()) all.set(piece, index * window);
    return all;
  }
  async function embed(): Promise<never> {
    throw context.error('ERR_ZOO_CAPABILITY_MISSING', 'The model gives no embeddings.');
  }
  return {
    mediaType: 'audio',
    hasLogits: false,
    hasEmbeddings: false,
    predict,
    predictAll: (inputs) => Promise.all(inputs.map((input) => predict(input))),
    embed,
    embedAll: embed,
    async [Symbol.asyncDispose]() {
      await Promise.all(graphs.map((graph) => graph[Symbol.asyncDispose]()));
    },
  };
}
