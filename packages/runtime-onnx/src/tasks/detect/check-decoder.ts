import type { TensorSlot } from '../../session/tensor-slot.js';
import type { Scene } from './candidate.js';
import type { Decoder } from './decoder.js';
import { toPictureTensor } from './picture-tensor.js';

/** Outputs of more elements than this are not tried before there is a picture. */
const MAX_ELEMENTS = 16_777_216;

/**
 * Says at load what would otherwise be said at the first picture: decodes nothing but zeros, in the shapes of the graph.
 * @throws ZooError `ERR_ZOO_DEPLOYMENT_INVALID`
 */
export function checkDecoder(decoder: Decoder, slots: readonly TensorSlot[], scene: Omit<Scene, 'threshold'>): void {
  const tensors = slots.flatMap(({ name, shape }) => {
    const dims = shape.filter((size) => typeof size === 'number');
    const length = dims.reduce((product, size) => product * size, 1);
    if (dims.length < shape.length || !(length <= MAX_ELEMENTS)) return [];
    return toPictureTensor(name, { type: 'float32', dims, data: new Float32Array(length) });
  });
  // Open dimensions can only be checked when there are numbers for them.
  if (tensors.length === slots.length) decoder.decode(tensors, { ...scene, threshold: Number.POSITIVE_INFINITY });
}
