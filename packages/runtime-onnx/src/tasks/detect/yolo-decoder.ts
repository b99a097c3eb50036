import { bestClass, checkClassCount } from './best-class.js';
import { aroundCentre, type Candidate } from './candidate.js';
import type { Decoder } from './decoder.js';
import { misfit } from './picture-tensor.js';

/** Which of the two ways of YOLO to lay out decoded boxes. */
export interface YoloOptions {
  /**
   * `yolov5`: a row for each box, with a probability that there is something before those of the classes.
   * `yolov8`: a column for each box, without one.
   */
  readonly decode: 'yolov5' | 'yolov8';
  /** Name of the output. */
  readonly predictions?: string | undefined;
}

/** YOLO as it is exported with its decoding: centre and size in pixels of what the model sees, then probabilities. */
export function createYoloDecoder({ decode, predictions }: YoloOptions): Decoder {
  const rowWise = decode === 'yolov5';
  const before = rowWise ? 5 : 4;
  return {
    roles: [{ role: 'predictions', count: 1, names: predictions === undefined ? undefined : [predictions] }],
    decode([tensor], scene) {
      if (tensor === undefined) return [];
      const { data } = tensor;
      const [first = 0, second = 0, ...more] = tensor.dims;
      if (tensor.dims.length < 2 || more.length > 0) throw misfit(tensor.name, 'is no table of boxes');
      const [boxes, values] = rowWise ? [first, second] : [second, first];
      const [boxStep, valueStep] = rowWise ? [values, 1] : [1, boxes];
      checkClassCount(tensor, values - before, scene);
      const found: Candidate[] = [];
      for (let box = 0; box < boxes; box += 1) {
        const value = (index: number): number => data[box * boxStep + index * valueStep] ?? Number.NaN;
        const object = rowWise ? value(4) : 1;
        // No class can be surer than that there is something at all.
        if (!(object >= scene.threshold)) continue;
        const { classIndex, score } = bestClass(data, box * boxStep + before * valueStep, values - before, valueStep);
        const confidence = object * score;
        if (!(confidence >= scene.threshold)) continue;
        found.push({ classIndex, confidence, ...aroundCentre(value(0), value(1), value(2), value(3)) });
      }
      return found;
    },
  };
}
