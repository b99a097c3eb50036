import type { Model, ModelInput, Prediction } from '@modelzoo/core';
import type { DetectionOutputConfig } from '../../config/detection-output-config.js';
import type { ImageInputConfig } from '../../config/image-input-config.js';
import type { TensorSlot } from '../../session/tensor-slot.js';
import { mapTogether } from '../map-together.js';
import type { ModelParts } from '../model-parts.js';
import { planImageInput } from '../plan-image-input.js';
import { predictWith } from '../predict-with.js';
import { runPicture } from '../run-picture.js';
import { readLabels } from '../read-labels.js';
import { withoutEmbeddings } from '../without-embeddings.js';
import { checkDecoder } from './check-decoder.js';
import { chooseOutputs } from './choose-outputs.js';
import type { Decoder } from './decoder.js';
import { finishDetections, type FoundThing } from './finish-detections.js';
import { toPictureTensor } from './picture-tensor.js';

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
  const slots = chooseOutputs(decoder.roles, session.outputs);
  const fetches = slots.map(({ name }) => name);
  const labels = await readLabels(output, parts);
  const nms = toSuppressOptions(output.nms);
  const maxBatch = plan.batched && countsPictures(session.inputs, plan.name, slots) ? limits.maxBatchSize : 1;
  const labelCount = labels?.length;
  if (plan.sizeOf === undefined) checkDecoder(decoder, slots, { target: plan.preprocess.size, labelCount });

  const run = { plan, fetches, maxBatch, maxPixels: limits.maxPixels };

  async function predictOne(
    input: ModelInput,
    asked: number | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Prediction> {
    const { placement, results } = await runPicture(session, run, input, signal);
    const tensors = fetches.map((name) => toPictureTensor(name, results.get(name)));
    const scene = { target: placement.target, labelCount, threshold: asked ?? output.score_threshold ?? 0.3 };
    return parts.toPrediction(finishDetections(decoder.decode(tensors, scene), { placement, labels, nms }));
  }

  return {
    ...withoutEmbeddings,
    mediaType: 'image',
    hasLogits: false,
    ...predictWith((inputs, { signal, confidenceThreshold }) =>
      mapTogether(inputs, signal, (input, each) => predictOne(input, confidenceThreshold, each)),
    ),
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
