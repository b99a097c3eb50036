import type { Label, Prediction } from '@modelzoo/core';

/** A label and the field that it goes to. */
export interface NamedLabel {
  readonly field: string;
  readonly label: Label;
}

/** Whether a prediction is one label, and not several under names. */
export function isLabel(prediction: Prediction): prediction is Label {
  return typeof (prediction as { readonly _cls?: unknown })._cls === 'string';
}

/** The labels of a prediction: one at `field`, or several at `field_name`, as FiftyOne names them. */
export function namedLabels(prediction: Prediction, field: string): readonly NamedLabel[] {
  if (isLabel(prediction)) return [{ field, label: prediction }];
  return Object.entries(prediction).map(([name, label]) => ({ field: `${field}_${name}`, label }));
}
