import type { BoundingBox, Label, Point, Prediction } from '@modelzoo/core';
import { COLOURS } from './colours.js';
import type { PictureSize } from './picture-size.js';
import { namedLabels } from './prediction-labels.js';

interface Pen {
  readonly size: PictureSize;
  /** Width of a line in pixels. */
  readonly line: number;
  /** Height of text in pixels. */
  readonly text: number;
}

/** The labels of a prediction as an SVG picture of the given size, to be laid over the picture itself. */
export function overlaySvg(prediction: Prediction, size: PictureSize): string {
  const side = Math.max(size.width, size.height);
  const pen = { size, line: Math.max(1, side / 500), text: Math.max(9, side / 55) };
  const colours = new Map<string, string>();
  const shapes = namedLabels(prediction, '').flatMap(({ label }) =>
    drawLabel(label, pen, (name) => {
      const colour = colours.get(name) ?? COLOURS[colours.size % COLOURS.length] ?? COLOURS[0];
      colours.set(name, colour);
      return colour;
    }),
  );
  const { width, height } = size;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${shapes.join('')}</svg>`;
}

function drawLabel(label: Label, pen: Pen, colourOf: (name: string) => string): readonly string[] {
  switch (label._cls) {
    case 'Detections':
      return label.detections.flatMap((item) => drawLabel(item, pen, colourOf));
    case 'Polylines':
      // One model's text is all of one kind, so that each line of it gets no colour of its own.
      return label.polylines.flatMap((item) => drawLabel(item, pen, () => colourOf('polyline')));
    case 'Keypoints':
      return label.keypoints.flatMap((item) => drawLabel(item, pen, colourOf));
    case 'Classifications':
      return label.classifications.flatMap((item, row) => caption(item, row, pen, colourOf));
    case 'Classification':
      return caption(label, 0, pen, colourOf);
    case 'Detection':
      return drawBox(label.bounding_box, withConfidence(label), colourOf(label.label), pen);
    case 'Polyline':
      return label.points.flatMap((points, index) =>
        drawLine(points, index === 0 ? withConfidence(label) : '', colourOf(label.label), label, pen),
      );
    case 'Keypoint':
      return label.points.map((point) => {
        const [x, y] = toPixels(point, pen.size);
        return `<circle cx="${x}" cy="${y}" r="${pen.line * 2}" fill="${colourOf(label.label)}"/>`;
      });
    case 'Regression':
      return caption({ label: String(label.value), confidence: label.confidence }, 0, pen, colourOf);
    case 'Segmentation':
    case 'Heatmap':
    case 'TemporalDetection':
    case 'TemporalDetections':
    case 'Tensors':
      return [];
  }
}

function drawBox([x, y, width, height]: BoundingBox, text: string, colour: string, pen: Pen): readonly string[] {
  const [left, top] = toPixels([x, y], pen.size);
  const [boxWidth, boxHeight] = toPixels([width, height], pen.size);
  return [
    `<rect x="${left}" y="${top}" width="${boxWidth}" height="${boxHeight}" ${outline(colour, pen)}/>`,
    drawText(text, left, top - pen.line * 2, colour, pen),
  ];
}

function drawLine(
  points: readonly Point[],
  text: string,
  colour: string,
  { closed }: { readonly closed: boolean },
  pen: Pen,
): readonly string[] {
  const pixels = points.map((point) => toPixels(point, pen.size));
  const path = pixels.map(([x, y]) => `${x},${y}`).join(' ');
  const [left, top] = pixels[0] ?? [0, 0];
  return [
    `<${closed ? 'polygon' : 'polyline'} points="${path}" ${outline(colour, pen)}/>`,
    drawText(text, left, top - pen.line * 2, colour, pen),
  ];
}

function caption(
  label: { readonly label: string; readonly confidence?: number | undefined },
  row: number,
  pen: Pen,
  colourOf: (name: string) => string,
): readonly string[] {
  return [drawText(withConfidence(label), pen.text / 2, pen.text * (1.2 * row + 1.2), colourOf(label.label), pen)];
}

function outline(colour: string, pen: Pen): string {
  return `fill="none" stroke="${colour}" stroke-width="${pen.line}"`;
}

function drawText(text: string, x: number, y: number, colour: string, pen: Pen): string {
  if (text === '') return '';
  const baseline = Math.max(pen.text, y);
  // The dark rim keeps the text readable on any picture.
  const rim = `stroke="#000" stroke-width="${pen.text / 6}" paint-order="stroke" stroke-linejoin="round"`;
  const font = `font-family="sans-serif" font-size="${pen.text}"`;
  return `<text x="${x}" y="${baseline}" fill="${colour}" ${rim} ${font}>${escapeXml(text)}</text>`;
}

function withConfidence(label: { readonly label: string; readonly confidence?: number | undefined }): string {
  return label.confidence === undefined ? label.label : `${label.label} ${label.confidence.toFixed(2)}`;
}

function toPixels([x, y]: Point, { width, height }: PictureSize): Point {
  return [Math.round(x * width * 10) / 10, Math.round(y * height * 10) / 10];
}

function escapeXml(text: string): string {
  return (
    text
      // XML has no way to write most control characters, not even escaped.
      // oxlint-disable-next-line no-control-regex -- finding control characters is what it is for
      .replace(/[\u0000-\u001f\u007f-\u009f\ud800-\udfff\ufffe\uffff]/gu, ' ')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
  );
}
