import type { Model, ModelInput, PredictOptions, Prediction } from '@modelzoo/core';
import { detectText } from './detect-text.ts';
import { toGraph } from './graph.ts';
import { toDetections, toPolylines } from './labels.ts';
import type { OcrParameters } from './parameters.ts';
import type { PictureTools } from './picture.ts';
import { readLines } from './read-lines.ts';
import { orderForReading } from './reading-order.ts';

/** What the OCR model is made of. It owns the three models from then on. */
export interface OcrParts {
  readonly detector: Model;
  readonly classifier: Model;
  readonly recognizer: Model;
  /** Text of each class of the recogniser. */
  readonly characters: readonly string[];
  readonly tools: PictureTools;
  readonly parameters: OcrParameters;
}

/**
 * Reads pictures: finds lines of text, turns those that stand on their head, and reads them. Gives the lines in reading
 * order, as closed `Polylines` or as `Detections`, with the text as label.
 */
export function createOcrModel({ detector, classifier, recognizer, characters, tools, parameters }: OcrParts): Model {
  const detect = toGraph(detector);
  const reader = {
    classify: parameters.orientation ? toGraph(classifier) : undefined,
    recognize: toGraph(recognizer),
    characters,
  };

  async function predict(input: ModelInput, options: PredictOptions = {}): Promise<Prediction> {
    const { signal, confidenceThreshold = parameters.text_threshold } = options;
    signal?.throwIfAborted();
    const picture = await tools.decode(input, signal);
    const found = await detectText(detect, tools, picture, parameters, signal);
    signal?.throwIfAborted();
    const lines = await readLines(reader, picture, found, signal);
    const sure = lines.filter((line) => line.text.trim() !== '' && line.confidence >= confidenceThreshold);
    const toLabel = parameters.as === 'detections' ? toDetections : toPolylines;
    return toLabel(orderForReading(sure), picture);
  }

  return {
    mediaType: 'image',
    hasLogits: false,
    hasEmbeddings: false,
    predict,
    async predictAll(inputs, options) {
      // One after the other: each picture already keeps the runtime busy, and its pixels are in memory.
      const predictions: Prediction[] = [];
      for (const input of inputs) predictions.push(await predict(input, options));
      return predictions;
    },
    embed: noEmbedding,
    embedAll: noEmbedding,
    async [Symbol.asyncDispose]() {
      await Promise.all([detector, classifier, recognizer].map((model) => model[Symbol.asyncDispose]()));
    },
  };
}

async function noEmbedding(): Promise<never> {
  throw new Error('OCR reads text and gives no embeddings.');
}
