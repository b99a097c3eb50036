import type { ModelInput, PredictOptions, Tensor } from '@modelzoo/core';
import type { ImageInputConfig } from '../config/image-input-config.js';
import { allocateImageTensor, imageTensorDims, writePixels } from '../image/image-tensor.js';
import type { ImagePlacement } from '../image/place-image.js';
import type { ImageInput, RawImage } from '../image/raw-image.js';
import { fitImage } from '../image/resize-image.js';
import type { OnnxLimits } from '../onnx-limits.js';
import type { OnnxSession } from '../session/onnx-session.js';
import type { TensorSlot } from '../session/tensor-slot.js';
import { planImageInput, type ImageInputPlan } from './plan-image-input.js';
import { splitBatch, type InputResult } from './split-batch.js';

/** A graph that looks at pictures and has one output that matters. */
export interface ImageGraph {
  readonly plan: ImageInputPlan;
  readonly output: TensorSlot;
  /** Gives back what `decode` makes of each picture, in order. Pictures go through the graph in batches, where it can. */
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
  const batchSize = plan.batched && typeof output.shape[0] === 'string' ? limits.maxBatchSize : 1;

  async function runBatch(inputs: readonly ModelInput[], signal: AbortSignal | undefined): Promise<ImageResult[]> {
    const data = allocateImageTensor(plan.preprocess, inputs.length);
    const reading = { ...plan.preprocess, maxPixels: limits.maxPixels, signal };
    const read = inputs.map(async (picture, index) => {
      const fitted = await fitImage(picture as ImageInput, plan.preprocess.size, reading);
      signal?.throwIfAborted();
      writePixels(data, index, fitted.image, fitted.placement, plan.preprocess);
      return fitted;
    });
    // The first picture that cannot be read fails the batch; the others are waited for, so that none goes on unseen.
    await Promise.allSettled(read);
    const fitted = await Promise.all(read);
    const dims = imageTensorDims(plan.preprocess, inputs.length);
    const tensor: Tensor = { type: plan.preprocess.type ?? 'float32', dims, data };
    const results = await session.run([{ name: plan.name, tensor }], { fetches: [output.name], signal });
    const answer = { name: output.name, tensor: results.get(output.name), what: 'pictures' };
    return splitBatch(answer, fitted, (result, { image, placement }) => ({ ...result, placement, fitted: image }));
  }

  return {
    plan,
    output,
    async run(inputs, { signal }, decode) {
      const found = [];
      for (let start = 0; start < inputs.length; start += batchSize) {
        for (const result of await runBatch(inputs.slice(start, start + batchSize), signal)) {
          found.push(await decode(result));
        }
      }
      return found;
    },
  };
}
