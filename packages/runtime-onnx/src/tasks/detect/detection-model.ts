import type { Model, ModelInput, Prediction, PredictOptions, Tensor } from '@modelzoo/core';
import type { DetectionOutputConfig } from '../../config/detection-output-config.js';
import type { ImageInputConfig } from '../../config/image-input-config.js';
import { allocateImageTensor, imageTensorDims } from '../../image/image-tensor.js';
import { preprocessInto } from '../../image/preprocess-image.js';
import type { ImageInput } from '../../image/raw-image.js';
import type { TensorSlot } from '../../session/tensor-slot.js';
import type { ModelParts } from '../model-parts.js';
import { planImageInput } from '../plan-image-input.js';
import { predictWith } from '../predict-with.js';
import { readLabels } from '../read-labels.js';
import { withoutEmbeddings } from '../without-embeddings.js';
import type { Scene } from './candidate.js';
import { checkDecoder } from './check-decoder.js';
import { chooseOutputs } from './choose-outputs.js';
import type { Decoder } from './decoder.js';
import { finishDetections, type FoundThing } from './finish-detections.js';
import { splitPictures } from './picture-tensor.js';

/** What a model that finds things in pictures is made of. */
export interface DetectionParts extends ModelParts<DetectionConfig> {
  readonly decoder: Decoder;
  /** Turns what was found into a prediction, the surest first. */
  readonly toPrediction: (things: readonly FoundThing[]) => Prediction;
}

/** The part of a config that all decoders have in common. */
export interface DetectionConfig {
  readonly input?: ImageInputConfig | undefined;
  readonly output: DetectionOutputConfig;
}

/**
 * A model that finds things in pictures.
 * @throws ZooError `ERR_ZOO_DEPLOYMENT_INVALID`, `ERR_ZOO_FILE_NOT_FOUND`
 */
export async function createDetectionModel(parts: DetectionParts): Promise<Model> {
  const { session, config, decoder, limits } = parts;
  const { output } = config;
  const plan = planImageInput(config.input ?? {}, session.inputs);
  const target = plan.preprocess.size;
  const slots = chooseOutputs(decoder.roles, session.outputs);
  const fetches = slots.map(({ name }) => name);
  const labels = await readLabels(output, parts);
  const nms = toSuppressOptions(output.nms);
  const batchSize = countsPictures(session.inputs, plan.name, slots) ? limits.maxBatchSize : 1;
  const scene = { target, labelCount: labels?.length };
  checkDecoder(decoder, slots, scene);

  async function predictBatch(inputs: readonly ModelInput[], options: PredictOptions): Promise<Prediction[]> {
    const { signal } = options;
    const data = allocateImageTensor(plan.preprocess, inputs.length);
    const reading = { ...plan.preprocess, maxPixels: limits.maxPixels, signal };
    // The first picture that cannot be read fails the batch; the others are waited for, so that none goes on unseen.
    const read = inputs.map((input, index) => preprocessInto(data, index, input as ImageInput, reading));
    await Promise.allSettled(read);
    const placements = await Promise.all(read);
    const dims = imageTensorDims(plan.preprocess, inputs.length);
    const tensor: Tensor = { type: plan.preprocess.type ?? 'float32', dims, data };
    const outputs = await session.run([{ name: plan.name, tensor }], { fetches, signal });
    const split = fetches.map((name) => splitPictures(name, outputs.get(name), inputs.length));
    const threshold = options.confidenceThreshold ?? output.score_threshold ?? 0.3;
    return placements.map((placement, index) => {
      const tensors = split.flatMap((pictures) => pictures[index] ?? []);
      const candidates = decoder.decode(tensors, { ...scene, threshold } satisfies Scene);
      return parts.toPrediction(finishDetections(candidates, { placement, labels, nms }));
    });
  }

  return {
    ...withoutEmbeddings,
    mediaType: 'image',
    hasLogits: false,
    ...predictWith(async (inputs, options) => {
      const predictions: Prediction[] = [];
      for (let start = 0; start < inputs.length; start += batchSize) {
        predictions.push(...(await predictBatch(inputs.slice(start, start + batchSize), options)));
      }
      return predictions;
    }),
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}

/**
 * Whether every output has an axis for the pictures. An open first dimension alone may as well count boxes, so it has to go
 * by the same name as that of the input.
 */
function countsPictures(inputs: readonly TensorSlot[], name: string, outputs: readonly TensorSlot[]): boolean {
  const batch = inputs.find((input) => input.name === name)?.shape[0];
  return typeof batch === 'string' && batch !== '' && outputs.every(({ shape }) => shape[0] === batch);
}

function toSuppressOptions(nms: DetectionOutputConfig['nms']) {
  return nms === false ? nms : { iou: nms?.iou, perClass: nms?.per_class, max: nms?.max };
}
