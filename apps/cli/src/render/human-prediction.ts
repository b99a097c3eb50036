import type { BoundingBox, Label, Prediction } from '@modelzoo/core';
import { isLabel } from '../formats/prediction-labels.js';
import { count } from '../terminal/human-units.js';
import { printable } from '../terminal/printable.js';
import { formatTable } from '../terminal/table.js';
import type { View } from '../terminal/view.js';

/** How many elements of a tensor are shown. */
const ELEMENTS_SHOWN = 8;

/** What a model said of one input. */
export function showPrediction(prediction: Prediction, view: View): string {
  if (isLabel(prediction)) return showLabel(prediction, view);
  return Object.entries(prediction)
    .map(([name, label]) => `${view.style.dim(printable(name))}\n${showLabel(label, view)}`)
    .join('\n');
}

function showLabel(label: Label, view: View): string {
  switch (label._cls) {
    case 'Classification':
      return showScores([label], view);
    case 'Classifications':
      return showScores(label.classifications, view);
    case 'Detection':
      return showScores([{ ...label, place: showBox(label.bounding_box) }], view);
    case 'Detections':
      return showScores(
        label.detections.map((item) => ({ ...item, place: showBox(item.bounding_box) })),
        view,
      );
    case 'Polyline':
      return showScores([label], view);
    case 'Polylines':
      return showScores(label.polylines, view);
    case 'Keypoint':
      return showScores([{ label: label.label, place: count(label.points.length, 'point') }], view);
    case 'Keypoints':
      return showScores(
        label.keypoints.map((item) => ({ label: item.label, place: count(item.points.length, 'point') })),
        view,
      );
    case 'TemporalDetection':
      return showScores([{ ...label, place: showSpan(label.support) }], view);
    case 'TemporalDetections':
      return showScores(
        label.detections.map((item) => ({ ...item, place: showSpan(item.support) })),
        view,
      );
    case 'Regression':
      return showScores([{ label: String(label.value), confidence: label.confidence }], view);
    case 'Segmentation':
      return `mask of ${label.width} × ${label.height} pixels, ${count(new Set(label.mask).size, 'class', 'classes')}`;
    case 'Heatmap':
      return `map of ${label.width} × ${label.height} pixels, values ${label.range[0]} to ${label.range[1]}`;
    case 'Tensors':
      return Object.entries(label.tensors)
        .map(([name, { type, dims, data }]) => {
          const first = Array.from<unknown, string>(data.slice(0, ELEMENTS_SHOWN), (element) =>
            printable(String(element)),
          );
          const rest = data.length > ELEMENTS_SHOWN ? ' …' : '';
          return `${view.style.bold(printable(name))} ${type} [${dims.join(', ')}]: ${first.join(' ')}${rest}`;
        })
        .join('\n');
  }
}

interface Scored {
  readonly label: string;
  readonly confidence?: number | undefined;
  readonly place?: string | undefined;
}

function showScores(items: readonly Scored[], view: View): string {
  if (items.length === 0) return view.style.dim('nothing found');
  const rows = items.map(({ label, confidence, place = '' }) => [
    printable(label),
    confidence === undefined ? '' : view.style.dim(formatConfidence(confidence)),
    view.style.dim(place),
  ]);
  const columns = [{ title: '', cut: 'end' }, { title: '', align: 'right' }, { title: '' }] as const;
  // No titles: what stands there is plain.
  return formatTable(columns, rows, view).split('\n').slice(1).join('\n');
}

function formatConfidence(confidence: number): string {
  return `${(confidence * 100).toFixed(1)} %`;
}

function showBox([x, y, width, height]: BoundingBox): string {
  return `at ${[x, y, width, height].map((value) => value.toFixed(3)).join(' ')}`;
}

function showSpan([start, end]: readonly [number, number]): string {
  return `${start.toFixed(2)} s to ${end.toFixed(2)} s`;
}
