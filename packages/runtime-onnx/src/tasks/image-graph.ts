import type { ModelInput, PredictOptions } from '@modelzoo/core';
import type { ImageInputConfig } from '../config/image-input-config.js';
import { allocateImageTensor, imageTensorDims, writePixels } from '../image/image-tensor.js';
import type { ImagePlacement } from '../image/place-image.js';
import type { ImageInput, RawImage } from '../image/raw-image.js';
import { fitImage, type FittedImage } from '../image/resize-image.js';
import type { OnnxLimits } from '../onnx-limits.js';
import type { NamedTensor, OnnxSession } from '../session/onnx-session.js';
import type { TensorSlot } from '../session/tensor-slot.js';
import { mapTogether } from './map-together.js';
import { planImageInput, type ImageInputPlan } from './plan-image-input.js';
import { splitBatch, type InputResult } from './split-batch.js';

/** A graph that looks at pictures and has one output that matters. */
export interface ImageGraph {
  readonly plan: ImageInputPlan;
  readonly output: TensorSlot;
  /**
   * Gives back what `decode` makes of each picture, in order. Pictures of all calls at the same time go through the graph
   * in batches, where it can.
   */
  run<Result>(
    inputs: readonly ModelInput[],
    options: PredictOptions,
    decode: (result: ImageResult) => Result | Promise<Result>,
  ): Promise<Result[]>;
}

/** What a graph says of one picture. */
export interface ImageResult extends InputResult {
  readonly placement: ImagePlacement;
  /** The picture as the graph saw it, before padding and arithmetic. */
  readonly fitted: RawImage;
}

/** @throws ZooError `ERR_ZOO_DEPLOYMENT_INVALID` when the config does not fit the graph */
export function createImageGraph(
  session: OnnxSession,
  config: ImageInputConfig | undefined,
  output: TensorSlot,
  limits: OnnxLimits,
): ImageGraph {
  const plan = planImageInput(config ?? {}, session.inputs);
  const maxBatch = plan.batched && typeof output.shape[0] === 'string' ? limits.maxBatchSize : 1;

  async function runOne(picture: ModelInput, signal: AbortSignal | undefined): Promise<ImageResult> {
    const { preprocess } = plan;
    const read: { fitted?: FittedImage } = {};
    async function prepare(): Promise<NamedTensor[]> {
      const fitted = await fitImage(picture as ImageInput, preprocess.size, {
        ...preprocess,
        maxPixels: limits.maxPixels,
        signal,
      });
      signal?.throwIfAborted();
      read.fitted = fitted;
      const data = allocateImageTensor(preprocess, 1);
      writePixels(data, 0, fitted.image, fitted.placement, preprocess);
      const tensor = { type: preprocess.type ?? 'float32', dims: imageTensorDims(preprocess, 1), data };
      return [{ name: plan.name, tensor }];
    }
    const results = await session.runItem(prepare, { fetches: [output.name], maxBatch, signal });
    const answer = { name: output.name, tensor: results.get(output.name), what: 'pictures' };
    const [result] = splitBatch(answer, [read.fitted], (found) => found);
    if (result === undefined || read.fitted === undefined) throw new TypeError('A run ended before it began.');
    return { ...result, placement: read.fitted.placement, fitted: read.fitted.image };
  }

  return {
    plan,
    output,
    async run(inputs, { signal }, decode) {
      return mapTogether(inputs, signal, async (input, each) => decode(await runOne(input, each)));
    },
  };
}
