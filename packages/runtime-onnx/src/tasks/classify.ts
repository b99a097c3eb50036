import { ZooError, type Classification, type Classifications } from '@modelzoo/core';
import { softmax } from './softmax.js';

/** How the scores of one input become labels. */
export interface ClassifyOptions {
  readonly decode: 'softmax' | 'probabilities' | 'sigmoid';
  /** Default: the numbers of the classes. */
  readonly labels?: readonly string[] | undefined;
  /** How many labels, the surest first. 1 gives a Classification. Default: all. */
  readonly topK?: number | undefined;
  /** Leave out what is less sure, in [0, 1]. Default 0. */
  readonly threshold?: number | undefined;
  /** Give the raw scores of all classes too, unless they are probabilities. Default `false`. */
  readonly storeLogits?: boolean | undefined;
}

/** How far rounding may carry a probability out of [0, 1]. */
const TOLERANCE = 0.01;

/**
 * Makes labels of a graph's scores, the surest first; among equals the order stays. When not even the surest label reaches the threshold, the answer is a Classifications without any.
 * @throws ZooError `ERR_ZOO_PREDICT_FAILED` for scores that are no probabilities, or of another number than the labels
 */
export function classify(scores: Float32Array, options: ClassifyOptions): Classification | Classifications {
  const { labels, topK, threshold = 0 } = options;
  if (labels !== undefined && labels.length !== scores.length) {
    throw new ZooError(
      'ERR_ZOO_PREDICT_FAILED',
      `The model gives ${scores.length} scores for ${labels.length} labels.`,
      {
        hint: 'Its config has to name as many labels as there are classes. Tell its author.',
        details: { scores: scores.length, labels: labels.length },
      },
    );
  }
  const confidences = toConfidences(scores, options.decode);
  const logits = options.storeLogits === true && options.decode !== 'probabilities' ? { logits: [...scores] } : {};
  const ranking = rank(confidences, threshold, topK);
  const found = ranking.map(({ index, confidence }): Classification => ({
    _cls: 'Classification',
    label: labels?.[index] ?? String(index),
    confidence,
  }));
  const [first] = found;
  if (topK === 1 && first !== undefined) return { ...first, ...logits };
  return { _cls: 'Classifications', classifications: found, ...logits };
}

interface Ranked {
  readonly index: number;
  readonly confidence: number;
}

/** The surest, in order. Of a thousand classes few are wanted, so that most are dropped at a glance. */
function rank(confidences: Float32Array, threshold: number, topK: number = confidences.length): readonly Ranked[] {
  const best = (found: readonly Ranked[]): Ranked[] =>
    found.toSorted((a, b) => b.confidence - a.confidence || a.index - b.index).slice(0, topK);
  let least = threshold;
  let found: Ranked[] = [];
  for (let index = 0; index < confidences.length; index += 1) {
    const confidence = confidences[index] ?? 0;
    if (confidence < least) continue;
    found.push({ index, confidence });
    if (found.length < 2 * topK + ROOM) continue;
    found = best(found);
    least = found.at(-1)?.confidence ?? least;
  }
  return best(found);
}

/** Classes beyond those that are wanted, which are found before they are sorted. */
const ROOM = 64;

function toConfidences(scores: Float32Array, decode: ClassifyOptions['decode']): Float32Array {
  const confidences =
    decode === 'softmax'
      ? softmax(scores)
      : decode === 'sigmoid'
        ? scores.map((score) => 1 / (1 + Math.exp(-score)))
        : scores;
  const wrong = confidences.find((value) => !(value >= -TOLERANCE && value <= 1 + TOLERANCE));
  if (wrong === undefined) return confidences.map((value) => Math.min(Math.max(value, 0), 1));
  throw new ZooError('ERR_ZOO_PREDICT_FAILED', `The model gives ${wrong} where a probability should be.`, {
    hint:
      decode === 'probabilities'
        ? 'If it gives logits, its config has to say "decode": "softmax" or "sigmoid".'
        : 'The model computes no numbers on this input.',
    details: { value: String(wrong), decode },
  });
}
