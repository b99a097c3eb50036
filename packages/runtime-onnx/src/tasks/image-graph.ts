import type { ModelInput, PredictOptions } from '@modelzoo/core';
import type { ImageInputConfig } from '../config/image-input-config.js';
import type { ImagePlacement } from '../image/place-image.js';
import type { RawImage } from '../image/raw-image.js';
import type { OnnxLimits } from '../onnx-limits.js';
import type { OnnxSession } from '../session/onnx-session.js';
import type { TensorSlot } from '../session/tensor-slot.js';
import { mapTogether } from './map-together.js';
import { planImageInput, type ImageInputPlan } from './plan-image-input.js';
import { onlyOne } from './predict-with.js';
import { runPicture } from './run-picture.js';
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

  const run = { plan, fetches: [output.name], maxBatch, maxPixels: limits.maxPixels };

  async function runOne(picture: ModelInput, signal: AbortSignal | undefined): Promise<ImageResult> {
    const { results, placement, image } = await runPicture(session, run, picture, signal);
    const answer = { name: output.name, tensor: results.get(output.name), what: 'pictures' };
    return onlyOne(splitBatch(answer, [image], (result, fitted) => ({ ...result, placement, fitted })));
  }

  return {
    plan,
    output,
    async run(inputs, { signal }, decode) {
      return mapTogether(inputs, signal, async (input, each) => decode(await runOne(input, each)));
    },
  };
}
