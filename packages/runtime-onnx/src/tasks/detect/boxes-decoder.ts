import { checkClassCount, type BestClass } from './best-class.js';
import { aroundCentre, type Candidate, type PixelPoint } from './candidate.js';
import type { Decoder, OutputRole } from './decoder.js';
import { misfit, type PictureTensor } from './picture-tensor.js';
import { activate, surestClass, type ScoreOptions } from './surest-class.js';

/** What a graph gives that has done the decoding itself. */
export interface BoxesOptions extends ScoreOptions {
  readonly format: 'xyxy' | 'yxyx' | 'xywh' | 'cxcywh';
  /** `relative`: 1 is the right or bottom edge of what the model sees. */
  readonly coordinates: 'relative' | 'pixels';
  /** Numbers of each keypoint: x and y, or x, y and one that is not looked at. */
  readonly pointValues?: 2 | 3 | undefined;
  /** Roles in the order of the graph, where they have no names. */
  readonly order: readonly ('boxes' | 'scores' | 'classes' | 'keypoints')[];
  readonly names: Readonly<Partial<Record<'boxes' | 'scores' | 'classes' | 'keypoints', string | undefined>>>;
}

/** Boxes with scores, or with a score and the number of a class, and maybe with keypoints. */
export function createBoxesDecoder(options: BoxesOptions): Decoder {
  const { names, order } = options;
  const roles = order.map((role): OutputRole => {
    const name = names[role];
    return { role, count: 1, names: name === undefined ? undefined : [name] };
  });
  return {
    roles,
    decode(tensors, scene) {
      const [boxes, scores, classes, points] = (['boxes', 'scores', 'classes', 'keypoints'] as const).map(
        (role) => tensors[order.indexOf(role)],
      );
      if (boxes === undefined || scores === undefined) return [];
      const count = boxes.data.length / 4;
      const width = scores.data.length / Math.max(count, 1);
      const values = (points?.data.length ?? 0) / Math.max(count, 1);
      if (!Number.isInteger(count)) throw misfit(boxes.name, 'has no four numbers for each box');
      if (classes !== undefined && (width !== 1 || classes.data.length !== count)) {
        if (count > 0) throw misfit(scores.name, `has ${width} scores for each box, and "classes" has one`);
      }
      if (points !== undefined && !Number.isInteger(values / (options.pointValues ?? 2))) {
        throw misfit(points.name, `has ${values} numbers for the keypoints of each box`);
      }
      if (classes === undefined && count > 0) {
        checkClassCount(scores, options.background === undefined ? width : width - 1, scene);
      }
      const [scaleX, scaleY] = options.coordinates === 'relative' ? [scene.target.width, scene.target.height] : [1, 1];
      const found: Candidate[] = [];
      for (let box = 0; box < count; box += 1) {
        const best = surest(scores.data, box, width, classes, options);
        if (best === undefined || !(best.score >= scene.threshold)) continue;
        const edges = toEdges(boxes.data.subarray(box * 4, box * 4 + 4), options.format);
        found.push({
          classIndex: best.classIndex,
          confidence: best.score,
          left: edges.left * scaleX,
          top: edges.top * scaleY,
          right: edges.right * scaleX,
          bottom: edges.bottom * scaleY,
          points: points && toPoints(points, box, values, options.pointValues ?? 2, scaleX, scaleY),
        });
      }
      return found;
    },
  };
}

function surest(
  scores: Float32Array,
  box: number,
  width: number,
  classes: PictureTensor | undefined,
  options: ScoreOptions,
): BestClass | undefined {
  const row = scores.subarray(box * width, (box + 1) * width);
  if (classes === undefined) return surestClass(row, options);
  const { background } = options;
  const classIndex = classes.data[box] ?? Number.NaN;
  if (classIndex === background) return undefined;
  const [score = Number.NaN] = activate(row, options.activation);
  return { classIndex: withoutBackground(classIndex, background), score };
}

function withoutBackground(classIndex: number, background: number | undefined): number {
  return background !== undefined && background >= 0 && classIndex > background ? classIndex - 1 : classIndex;
}

function toEdges(
  box: Float32Array,
  format: BoxesOptions['format'],
): Pick<Candidate, 'left' | 'top' | 'right' | 'bottom'> {
  const [a = Number.NaN, b = Number.NaN, c = Number.NaN, d = Number.NaN] = box;
  if (format === 'cxcywh') return aroundCentre(a, b, c, d);
  if (format === 'xywh') return { left: a, top: b, right: a + c, bottom: b + d };
  return format === 'yxyx' ? { left: b, top: a, right: d, bottom: c } : { left: a, top: b, right: c, bottom: d };
}

function toPoints(
  points: PictureTensor,
  box: number,
  values: number,
  step: number,
  scaleX: number,
  scaleY: number,
): PixelPoint[] {
  return Array.from({ length: values / step }, (_, index) => {
    const start = box * values + index * step;
    return [(points.data[start] ?? Number.NaN) * scaleX, (points.data[start + 1] ?? Number.NaN) * scaleY];
  });
}
