import {
  ZooError,
  type LocalModel,
  type Model,
  type ModelInput,
  type PredictOptions,
  type Tensor,
} from '@modelzoo/core';
import { classify, type ClassifyOptions } from './classify.js';
import { fromFloat16Bits } from '../float16.js';
import { allocateImageTensor, imageTensorDims } from '../image/image-tensor.js';
import type { OnnxLimits } from '../onnx-limits.js';
import type { ImageClassificationConfig } from '../config/onnx-deployment-config.js';
import type { OnnxSession } from '../session/onnx-session.js';
import { planImageInput } from './plan-image-input.js';
import { preprocessInto } from '../image/preprocess-image.js';
import type { ImageInput } from '../image/raw-image.js';
import { readLabels } from './read-labels.js';
import type { TensorSlot } from '../session/tensor-slot.js';
import { withoutEmbeddings } from './without-embeddings.js';

/** What an image classification model is made of. */
export interface ImageClassificationParts {
  readonly session: OnnxSession;
  readonly config: ImageClassificationConfig;
  readonly modelFile: string;
  readonly files: LocalModel;
  readonly limits: OnnxLimits;
}

/**
 * A model that says what a picture shows.
 * @throws ZooError `ERR_ZOO_DEPLOYMENT_INVALID`, `ERR_ZOO_FILE_NOT_FOUND`
 */
export async function createImageClassificationModel(parts: ImageClassificationParts): Promise<Model> {
  const { session, config, limits } = parts;
  const { output } = config;
  const plan = planImageInput(config.input ?? {}, session.inputs);
  const scores = chooseOutput(output.names?.scores, session.outputs);
  const labels = await readLabels(output, parts.modelFile, parts.files);
  checkLabels(labels, scores);
  const multiLabel = output.decode === 'sigmoid';
  const batchSize = plan.batched && typeof scores.shape[0] === 'string' ? limits.maxBatchSize : 1;

  function decoding(options: PredictOptions): ClassifyOptions {
    return {
      decode: output.decode,
      labels,
      topK: output.top_k ?? (multiLabel ? undefined : 1),
      threshold: options.confidenceThreshold ?? output.score_threshold ?? (multiLabel ? 0.5 : 0),
      storeLogits: options.storeLogits ?? false,
    };
  }

  async function predictBatch(inputs: readonly ModelInput[], options: PredictOptions) {
    const { signal } = options;
    const data = allocateImageTensor(plan.preprocess, inputs.length);
    const reading = { ...plan.preprocess, maxPixels: limits.maxPixels, signal };
    // The first picture that cannot be read fails the batch; the others are waited for, so that none goes on unseen.
    const read = inputs.map((input, index) => preprocessInto(data, index, input as ImageInput, reading));
    await Promise.allSettled(read);
    await Promise.all(read);
    const dims = imageTensorDims(plan.preprocess, inputs.length);
    const tensor: Tensor = { type: plan.preprocess.type ?? 'float32', dims, data };
    const outputs = await session.run([{ name: plan.name, tensor }], { fetches: [scores.name], signal });
    const values = toFloat32(outputs.get(scores.name));
    const classes = values.length / inputs.length;
    return inputs.map((_, index) =>
      classify(values.subarray(index * classes, (index + 1) * classes), decoding(options)),
    );
  }

  return {
    ...withoutEmbeddings,
    mediaType: 'image',
    hasLogits: output.decode !== 'probabilities',
    async predict(input, options = {}) {
      const [prediction] = await predictBatch([input], options);
      if (prediction === undefined) throw new TypeError('One input gave no prediction.');
      return prediction;
    },
    async predictAll(inputs, options = {}) {
      const predictions = [];
      for (let start = 0; start < inputs.length; start += batchSize) {
        predictions.push(...(await predictBatch(inputs.slice(start, start + batchSize), options)));
      }
      return predictions;
    },
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}

function chooseOutput(name: string | undefined, slots: readonly TensorSlot[]): TensorSlot {
  const [first, ...others] = slots;
  const names = slots.map((slot) => slot.name);
  const chosen = name === undefined && others.length === 0 ? first : slots.find((slot) => slot.name === name);
  if (chosen?.type === 'float32' || chosen?.type === 'float16') return chosen;
  throw new ZooError(
    'ERR_ZOO_DEPLOYMENT_INVALID',
    chosen === undefined
      ? 'It is not clear which output of the graph has the scores.'
      : `The output ${JSON.stringify(chosen.name)} of the graph has no scores, but ${chosen.type}.`,
    {
      hint: `The config has to name one as "output.names.scores": ${names.map((each) => JSON.stringify(each)).join(', ')}.`,
      details: { outputs: names },
    },
  );
}

/** Says at load what would otherwise be said at the first picture. */
function checkLabels(labels: readonly string[] | undefined, scores: TensorSlot): void {
  const axes = scores.shape.length > 1 ? scores.shape.slice(1) : scores.shape;
  const classes = axes.reduce<number>((product, size) => product * (typeof size === 'number' ? size : Number.NaN), 1);
  if (labels === undefined || Number.isNaN(classes) || labels.length === classes) return;
  throw new ZooError(
    'ERR_ZOO_DEPLOYMENT_INVALID',
    `The graph tells ${classes} classes apart, and there are ${labels.length} labels.`,
    {
      hint: 'The config of the model does not fit its graph. Tell its author.',
      details: { classes, labels: labels.length },
    },
  );
}

function toFloat32(tensor: Tensor | undefined): Float32Array {
  if (tensor?.data instanceof Float32Array) return tensor.data;
  if (tensor?.data instanceof Uint16Array) return fromFloat16Bits(tensor.data);
  throw new TypeError('The runtime gave back something else than it promised.');
}
