import type { BoundingBox, Label, Point } from '@modelzoo/core';
import type { ApplyRow } from './apply-row.js';
import { rowError } from './json-lines-writer.js';
import { namedLabels } from './prediction-labels.js';
import type { ResultWriter } from './result-writer.js';
import type { TextSink } from './text-sink.js';
import type { WriterState } from './writer-state.js';

const COLUMNS = [
  'filepath',
  'field',
  'type',
  'label',
  'confidence',
  'x',
  'y',
  'width',
  'height',
  'points',
  'value',
  'error',
] as const;
type Cells = Partial<Record<(typeof COLUMNS)[number], string | number | undefined>>;

/**
 * A row per label (RFC 4180), with relative coordinates; `points` are `x y` pairs, separated by commas, shapes by `;`.
 * Pixels and tensors have no cells: their row names only the type. An input without labels has no row.
 *
 * @param state Where an earlier writer was, which has written the head.
 */
export function createCsvWriter(sink: TextSink, labelField: string, state?: WriterState): ResultWriter {
  let isStarted = state !== undefined;
  async function start(): Promise<void> {
    if (!isStarted) await sink.write(`${COLUMNS.join(',')}\r\n`);
    isStarted = true;
  }
  return {
    async write(row) {
      await start();
      await sink.write(toRows(row, labelField).map(toText).join(''));
    },
    async checkpoint() {
      await start();
      return { bytes: await sink.sync() };
    },
    async finish() {
      await start();
      await sink.close();
    },
    close: () => sink.close(),
  };
}

function toRows(row: ApplyRow, labelField: string): readonly Cells[] {
  const { filepath } = row;
  if (row.error !== undefined) {
    const { code, message } = rowError(row.error);
    return [{ filepath, field: labelField, error: `${code}: ${message}` }];
  }
  const rows: Cells[] = [];
  for (const { field, label } of namedLabels(row.prediction, labelField)) {
    for (const item of itemsOf(label)) rows.push({ filepath, field, type: item._cls, ...cellsOf(item) });
  }
  return rows;
}

function itemsOf(label: Label): readonly Label[] {
  switch (label._cls) {
    case 'Classifications':
      return label.classifications;
    case 'Detections':
    case 'TemporalDetections':
      return label.detections;
    case 'Keypoints':
      return label.keypoints;
    case 'Polylines':
      return label.polylines;
    default:
      return [label];
  }
}

function cellsOf(label: Label): Cells {
  switch (label._cls) {
    case 'Classification':
      return { label: label.label, confidence: label.confidence };
    case 'Detection':
      return { label: label.label, confidence: label.confidence, ...boxCells(label.bounding_box) };
    case 'Keypoint':
      return { label: label.label, points: pointsCell(label.points) };
    case 'Polyline':
      return { label: label.label, confidence: label.confidence, points: label.points.map(pointsCell).join(';') };
    case 'Regression':
      return { value: label.value, confidence: label.confidence };
    case 'TemporalDetection':
      return { label: label.label, confidence: label.confidence, value: label.support.join(' ') };
    default:
      return {};
  }
}

function boxCells([x, y, width, height]: BoundingBox): Cells {
  return { x, y, width, height };
}

function pointsCell(points: readonly Point[]): string {
  return points.map(([x, y]) => `${x} ${y}`).join(',');
}

function toText(cells: Cells): string {
  return `${COLUMNS.map((column) => quoted(cells[column])).join(',')}\r\n`;
}

function quoted(cell: string | number | undefined): string {
  const text = cell === undefined ? '' : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
