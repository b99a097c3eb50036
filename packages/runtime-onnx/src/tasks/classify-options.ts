import { ZooError, type PredictOptions } from '@modelzoo/core';
import type { z } from 'zod';
import type { classificationOutputSchema } from '../config/classification-output-config.js';
import type { TensorSlot } from '../session/tensor-slot.js';
import type { ClassifyOptions } from './classify.js';

/** How scores become labels: what the caller says wins over the config, and that over what is usual. */
export function classifyOptions(
  output: z.output<typeof classificationOutputSchema>,
  labels: readonly string[] | undefined,
  options: PredictOptions,
): ClassifyOptions {
  const multiLabel = output.decode === 'sigmoid';
  return {
    decode: output.decode,
    labels,
    topK: output.top_k ?? (multiLabel ? undefined : 1),
    threshold: options.confidenceThreshold ?? output.score_threshold ?? (multiLabel ? 0.5 : 0),
    storeLogits: options.storeLogits ?? false,
  };
}

/**
 * Says at load what would otherwise be said at the first input.
 * @throws ZooError `ERR_ZOO_DEPLOYMENT_INVALID` when there are more or fewer labels than classes
 */
export function checkLabelCount(labels: readonly string[] | undefined, scores: TensorSlot): void {
  const axes = scores.shape.length > 1 ? scores.shape.slice(1) : scores.shape;
  const classes = axes.reduce<number>((product, size) => product * (typeof size === 'number' ? size : Number.NaN), 1);
  if (Number.isNaN(classes)) return;
  needLabels(labels, classes);
}

/** @throws ZooError `ERR_ZOO_DEPLOYMENT_INVALID` when there are more or fewer labels than classes */
export function needLabels(labels: readonly string[] | undefined, classes: number): void {
  if (labels === undefined || labels.length === classes) return;
  throw new ZooError(
    'ERR_ZOO_DEPLOYMENT_INVALID',
    `The graph tells ${classes} classes apart, and there are ${labels.length} labels.`,
    {
      hint: 'The config of the model does not fit its graph. Tell its author.',
      details: { classes, labels: labels.length },
    },
  );
}
