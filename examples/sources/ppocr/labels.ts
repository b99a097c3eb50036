import type { BoundingBox, Detections, Point, Polylines } from '@modelzoo/core';
import type { TextLine } from './read-lines.ts';

/** Width and height in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Lines as closed outlines. The first corner of each is where its text begins. */
export function toPolylines(lines: readonly TextLine[], size: Size): Polylines {
  return {
    _cls: 'Polylines',
    polylines: lines.map((line) => ({
      _cls: 'Polyline',
      label: line.text,
      points: [relativePoints(line, size)],
      closed: true,
      filled: false,
      confidence: line.confidence,
    })),
  };
}

/** Lines as the upright boxes around them. */
export function toDetections(lines: readonly TextLine[], size: Size): Detections {
  return {
    _cls: 'Detections',
    detections: lines.map((line) => ({
      _cls: 'Detection',
      label: line.text,
      bounding_box: boxAround(relativePoints(line, size)),
      confidence: line.confidence,
    })),
  };
}

function relativePoints({ quadrilateral }: TextLine, { width, height }: Size): Point[] {
  // Unclipping may lead over the edge of the picture.
  return quadrilateral.map(([x, y]): Point => [clampToOne(x / width), clampToOne(y / height)]);
}

function boxAround(points: readonly Point[]): BoundingBox {
  const xs = points.map((point) => point[0]);
  const ys = points.map((point) => point[1]);
  const left = Math.min(...xs);
  const top = Math.min(...ys);
  return [left, top, Math.max(...xs) - left, Math.max(...ys) - top];
}

function clampToOne(value: number): number {
  return Math.min(Math.max(value, 0), 1);
}
