import { ZooError, type Model, type Segmentation } from '@modelzoo/core';
import type { MaskOutputConfig, SemanticSegmentationConfig } from '../../config/dense-output-config.js';
import type { TensorSlot } from '../../session/tensor-slot.js';
import { chooseOutput } from '../choose-output.js';
import { needLabels } from '../classify-options.js';
import { createImageGraph, type ImageResult } from '../image-graph.js';
import type { ModelParts } from '../model-parts.js';
import { predictWith } from '../predict-with.js';
import { readLabels } from '../read-labels.js';
import { withoutEmbeddings } from '../without-embeddings.js';
import { copyClasses, decodeArgmax } from './decode-argmax.js';
import { needGrid } from './dense-error.js';
import { maskOf, thresholdMask } from './mask-of.js';
import { readPixelGrid } from './pixel-grid.js';
import { toPictureNearest } from './to-picture.js';

const CLASSES = ['int64', 'int32', 'uint8', 'uint16', 'int16', 'int8'] as const satisfies readonly TensorSlot['type'][];

/**
 * A model that says of each pixel what it belongs to.
 * @throws ZooError `ERR_ZOO_DEPLOYMENT_INVALID`, `ERR_ZOO_FILE_NOT_FOUND`
 */
export async function createSemanticSegmentationModel(parts: ModelParts<SemanticSegmentationConfig>): Promise<Model> {
  const { session, config, limits } = parts;
  const { output } = config;
  const slot =
    output.decode === 'mask'
      ? chooseOutput('mask', output.names?.mask, session.outputs)
      : chooseOutput('scores', output.names?.scores, session.outputs, ['float32', 'float16', ...CLASSES]);
  const graph = createImageGraph(session, config.input, slot, limits);
  const layout = output.layout ?? graph.plan.preprocess.layout ?? 'NCHW';
  const labels = output.decode === 'argmax' ? await readLabels(output, parts) : undefined;
  const chosenByGraph = CLASSES.some((type) => type === slot.type);

  function classesOf({ values, dims, placement }: ImageResult): Segmentation {
    const grid = needGrid(readPixelGrid(dims, layout), dims);
    if (chosenByGraph !== (grid.channels === 1)) throw noScores(slot, grid.channels);
    if (!chosenByGraph) needLabels(labels, grid.channels);
    const mask = chosenByGraph ? copyClasses(values) : decodeArgmax(values, grid);
    const found = { values: mask, width: grid.width, height: grid.height };
    const { values: sized, width, height } = output.resize === false ? found : toPictureNearest(found, placement);
    return { _cls: 'Segmentation', mask: sized, width, height, ...(labels && { labels }) };
  }

  return {
    ...withoutEmbeddings,
    ...predictWith((inputs, options) =>
      graph.run(inputs, options, (result) =>
        output.decode === 'argmax'
          ? classesOf(result)
          : thresholdMask(maskOf(result, output, layout), thresholdOf(output, options.confidenceThreshold)),
      ),
    ),
    mediaType: 'image',
    hasLogits: false,
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}

function thresholdOf(output: MaskOutputConfig, asked: number | undefined): number {
  return asked ?? output.threshold ?? 0.5;
}

function noScores(slot: TensorSlot, channels: number): ZooError {
  return new ZooError(
    'ERR_ZOO_DEPLOYMENT_INVALID',
    `The output ${JSON.stringify(slot.name)} of the graph has ${channels} values of type ${slot.type} for each pixel.`,
    {
      hint: 'argmax takes a score for each of several classes, or one whole number. For one score there is "mask".',
      details: { output: slot.name, channels, type: slot.type },
    },
  );
}
