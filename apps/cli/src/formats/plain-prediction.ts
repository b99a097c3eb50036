import type { Label, Prediction, TensorData } from '@modelzoo/core';
import { isLabel } from './prediction-labels.js';

/**
 * A prediction as JSON can hold it. The pixels of a {@link Label} that covers a picture become
 * `{"dtype", "shape": [height, width], "base64"}` (little-endian, row by row), other arrays plain lists; integers of
 * 64 bit that a JSON number cannot hold become strings.
 */
export function plainPrediction(prediction: Prediction): unknown {
  if (isLabel(prediction)) return plainLabel(prediction);
  return Object.fromEntries(Object.entries(prediction).map(([name, label]) => [name, plainLabel(label)]));
}

function plainLabel(label: Label): unknown {
  switch (label._cls) {
    case 'Segmentation':
      return { ...label, mask: plainPixels(label.mask, label) };
    case 'Heatmap':
      return { ...label, map: plainPixels(label.map, label) };
    case 'Tensors': {
      const tensors = Object.entries(label.tensors).map(([name, tensor]) => [
        name,
        { ...tensor, data: plainElements(tensor.data) },
      ]);
      return { ...label, tensors: Object.fromEntries(tensors) as unknown };
    }
    default:
      return label;
  }
}

function plainPixels(
  pixels: Uint8Array | Uint16Array | Float32Array,
  { width, height }: { readonly width: number; readonly height: number },
): unknown {
  const dtype = pixels instanceof Float32Array ? 'float32' : pixels instanceof Uint16Array ? 'uint16' : 'uint8';
  const bytes = Buffer.from(pixels.buffer, pixels.byteOffset, pixels.byteLength);
  return { dtype, shape: [height, width], base64: bytes.toString('base64') };
}

function plainElements(data: TensorData): readonly unknown[] {
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    return Array.from(data, (element) => {
      const number = Number(element);
      return Number.isSafeInteger(number) ? number : String(element);
    });
  }
  return Array.from<number | string, number | string>(data, (element) => element);
}
