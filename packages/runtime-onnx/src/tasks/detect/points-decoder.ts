import { checkClassCount } from './best-class.js';
import type { Candidate, PixelPoint } from './candidate.js';
import type { Decoder } from './decoder.js';
import { misfit } from './picture-tensor.js';
import { sigmoid } from './sigmoid.js';

/** How the landmarks of one thing, which fills the picture, are laid out. */
export interface PointsOptions {
  /** Numbers of each point, of which the first two are x and y. */
  readonly pointValues: 2 | 3;
  readonly coordinates: 'relative' | 'pixels';
  /** How the number becomes the probability that the thing is there. */
  readonly activation: 'none' | 'sigmoid';
  readonly points?: string | undefined;
  /** Without it, the thing is taken to be there. */
  readonly scores?: string | undefined;
}

/** The landmarks of one thing. Its box is all that the model sees. */
export function createPointsDecoder(options: PointsOptions): Decoder {
  const { points, scores, pointValues } = options;
  const roles = [{ role: 'points', count: 1, names: points === undefined ? undefined : [points] }];
  if (scores !== undefined) roles.push({ role: 'scores', count: 1, names: [scores] });
  return {
    roles,
    decode([tensor, presence], scene) {
      if (tensor === undefined) return [];
      const { data, name } = tensor;
      if (data.length === 0 || data.length % pointValues !== 0) {
        throw misfit(name, `has ${data.length} numbers, which points of ${pointValues} do not make`);
      }
      checkClassCount(tensor, 1, scene);
      const raw = presence === undefined ? 1 : (presence.data[0] ?? Number.NaN);
      const confidence = options.activation === 'sigmoid' && presence !== undefined ? sigmoid(raw) : raw;
      if (!(confidence >= scene.threshold)) return [];
      const [scaleX, scaleY] = options.coordinates === 'relative' ? [scene.target.width, scene.target.height] : [1, 1];
      const found = Array.from({ length: data.length / pointValues }, (_, index): PixelPoint => {
        const [x = 0, y = 0] = data.subarray(index * pointValues);
        return [x * scaleX, y * scaleY];
      });
      const candidate: Candidate = {
        classIndex: 0,
        confidence,
        left: 0,
        top: 0,
        right: scene.target.width,
        bottom: scene.target.height,
        points: found,
      };
      return [candidate];
    },
  };
}
