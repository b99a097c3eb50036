import type { Point } from '@modelzoo/core';
import { findConnectedRegions, type ProbabilityMap } from './connected-regions.ts';
import { quadrilateralHeight, quadrilateralWidth, turnQuarter, type Quadrilateral } from './geometry.ts';
import type { Graph } from './graph.ts';
import { minimumAreaRectangle, rectangleCorners } from './minimum-area-rectangle.ts';
import type { OcrParameters } from './parameters.ts';
import { toTensor, type Normalization } from './picture-tensor.ts';
import type { Picture, PictureTools } from './picture.ts';
import { unclip } from './unclip.ts';

/** The parameters that decide which parts of a picture count as a line of text. */
export type DetectionParameters = Pick<
  OcrParameters,
  'max_side' | 'detection_threshold' | 'box_threshold' | 'unclip_ratio'
>;

/** ImageNet's. The graph was trained with them in this order on blue, green, red. */
const normalization: Normalization = { mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] };

/** The graph halves its input five times. */
const SIDE_MULTIPLE = 32;
/** Regions with a shorter side than this, in pixels of the map, are specks. */
const MIN_SIDE = 3;
/** Lines at least this much higher than wide run downwards. */
const VERTICAL_RATIO = 1.5;

/** Finds the lines of text of a picture, in its pixels, in no particular order. */
export async function detectText(
  graph: Graph,
  tools: PictureTools,
  picture: Picture,
  parameters: DetectionParameters,
  signal: AbortSignal | undefined,
): Promise<Quadrilateral[]> {
  const shrink = Math.min(parameters.max_side / Math.max(picture.width, picture.height), 1);
  const resized = await tools.resize(picture, toMultiple(picture.width * shrink), toMultiple(picture.height * shrink));
  const { data } = await graph(toTensor([resized], normalization), signal);
  const map = { values: data, width: resized.width, height: resized.height };
  const scale: Point = [picture.width / map.width, picture.height / map.height];
  return findLines(map, parameters).map((line) => readingWay(scaleBy(line, scale)));
}

/** Turns the detector's map into lines, in pixels of the map (post-processing of Differentiable Binarization). */
export function findLines(map: ProbabilityMap, parameters: Omit<DetectionParameters, 'max_side'>): Quadrilateral[] {
  const lines: Quadrilateral[] = [];
  for (const region of findConnectedRegions(map, parameters.detection_threshold)) {
    // The mean over the region itself, not over its rectangle ("slow" rather than "fast" in PaddleOCR's words): a line on
    // a bent page fills little of its rectangle.
    if (region.score < parameters.box_threshold) continue;
    const rectangle = minimumAreaRectangle(region.outline);
    if (Math.min(rectangle.width, rectangle.height) < MIN_SIDE) continue;
    lines.push(rectangleCorners(unclip(rectangle, parameters.unclip_ratio)));
  }
  return lines;
}

function toMultiple(side: number): number {
  return Math.max(Math.round(side / SIDE_MULTIPLE), 1) * SIDE_MULTIPLE;
}

function scaleBy(quadrilateral: Quadrilateral, [scaleX, scaleY]: Point): Quadrilateral {
  const scaled = ([x, y]: Point): Point => [x * scaleX, y * scaleY];
  const [topLeft, topRight, bottomRight, bottomLeft] = quadrilateral;
  return [scaled(topLeft), scaled(topRight), scaled(bottomRight), scaled(bottomLeft)];
}

function readingWay(line: Quadrilateral): Quadrilateral {
  return quadrilateralHeight(line) >= VERTICAL_RATIO * quadrilateralWidth(line) ? turnQuarter(line) : line;
}
