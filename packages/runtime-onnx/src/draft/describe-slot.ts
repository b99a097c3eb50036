import type { TensorSlot } from '../session/tensor-slot.js';

/** Type and shape of a tensor, for people: `float32 [batch, 3, 224, 224]`. */
export function describeSlot({ type, shape }: TensorSlot): string {
  return `${type} [${shape.map((size) => (size === '' ? '?' : size)).join(', ')}]`;
}
