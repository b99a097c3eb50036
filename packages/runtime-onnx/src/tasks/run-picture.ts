import type { ModelInput, Tensor } from '@modelzoo/core';
import { allocateImageTensor, imageTensorDims, writePixels } from '../image/image-tensor.js';
import type { ImageInput } from '../image/raw-image.js';
import { fitImage, type FittedImage } from '../image/resize-image.js';
import type { NamedTensor, OnnxSession } from '../session/onnx-session.js';
import type { ImageInputPlan } from './plan-image-input.js';

/** How one picture goes through a graph. */
export interface PictureRun {
  readonly plan: ImageInputPlan;
  /** Names of outputs. */
  readonly fetches: readonly string[];
  /** How many pictures may go through the graph together. */
  readonly maxBatch: number;
  readonly maxPixels: number | undefined;
}

/** What came of it: the picture as the graph saw it, before padding and arithmetic, and the outputs. */
export interface PictureAnswer extends FittedImage {
  readonly results: ReadonlyMap<string, Tensor>;
}

/** Runs a graph on a picture, together with others that come at the same time. */
export async function runPicture(
  session: OnnxSession,
  { plan, fetches, maxBatch, maxPixels }: PictureRun,
  picture: ModelInput,
  signal: AbortSignal | undefined,
): Promise<PictureAnswer> {
  const { preprocess } = plan;
  const read: { fitted?: FittedImage } = {};
  async function prepare(allocate: (sizeBytes: number) => ArrayBuffer): Promise<NamedTensor[]> {
    const reading = { ...preprocess, maxPixels, signal };
    const fitted = await fitImage(picture as ImageInput, plan.sizeOf ?? preprocess.size, reading);
    signal?.throwIfAborted();
    read.fitted = fitted;
    const sized = { ...preprocess, size: fitted.placement.target };
    const data = allocateImageTensor(sized, 1, allocate);
    writePixels(data, 0, fitted.image, fitted.placement, sized);
    return [{ name: plan.name, tensor: { type: sized.type ?? 'float32', dims: imageTensorDims(sized, 1), data } }];
  }
  const results = await session.runItem(prepare, { fetches, maxBatch, signal });
  if (read.fitted === undefined) throw new TypeError('A run ended before it began.');
  return { ...read.fitted, results };
}
