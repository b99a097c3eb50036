import { deflateSync } from 'node:zlib';
import { endianness } from 'node:os';
import { ZooError, type Label } from '@modelzoo/core';
import { npyHeader } from './npy-header.js';

/**
 * A label as FiftyOne writes its own to JSON: arrays are `.npy` files, deflated, in base64, in MongoDB's extended JSON.
 * @throws ZooError `ERR_ZOO_CAPABILITY_MISSING` for labels that FiftyOne does not have
 */
export function fiftyOneLabel(label: Label): unknown {
  switch (label._cls) {
    case 'Tensors':
      throw noSuchLabel('raw tensors');
    case 'TemporalDetection':
    case 'TemporalDetections':
      // Its own count the frames of a video from 1, and importing others fails.
      throw noSuchLabel('seconds of a sound');
    case 'Segmentation': {
      const { mask, width, height } = label;
      const type = mask instanceof Uint16Array ? '<u2' : '|u1';
      return { _cls: label._cls, tags: [], mask: binary(type, [height, width], mask) };
    }
    case 'Heatmap': {
      const { map, width, height, range } = label;
      return { _cls: label._cls, tags: [], map: binary('<f4', [height, width], map), range };
    }
    case 'Classifications':
      return { ...label, classifications: label.classifications.map(fiftyOneLabel), ...logitsOf(label) };
    case 'Classification':
      return { ...label, tags: [], ...logitsOf(label) };
    case 'Detections':
      return { ...label, detections: label.detections.map(fiftyOneLabel) };
    case 'Keypoints':
      return { ...label, keypoints: label.keypoints.map(fiftyOneLabel) };
    case 'Polylines':
      return { ...label, polylines: label.polylines.map(fiftyOneLabel) };
    case 'Detection':
    case 'Keypoint':
    case 'Polyline':
    case 'Regression':
      return { ...label, tags: [] };
  }
}

function noSuchLabel(what: string): ZooError {
  return new ZooError('ERR_ZOO_CAPABILITY_MISSING', `FiftyOne has no label for ${what}.`, {
    hint: 'Use --format jsonl, which keeps every kind.',
  });
}

function logitsOf({ logits }: { readonly logits?: readonly number[] | undefined }): { readonly logits?: unknown } {
  return logits === undefined ? {} : { logits: binary('<f8', [logits.length], Float64Array.from(logits)) };
}

type Elements = Uint8Array | Uint16Array | Float32Array | Float64Array;

function binary(type: string, shape: readonly number[], elements: Elements): unknown {
  const bytes = Buffer.concat([npyHeader(type, shape), littleEndian(elements)]);
  return { $binary: { base64: deflateSync(bytes).toString('base64'), subType: '00' } };
}

function littleEndian(elements: Elements): Buffer {
  const bytes = Buffer.from(elements.buffer, elements.byteOffset, elements.byteLength);
  if (endianness() === 'LE' || elements.BYTES_PER_ELEMENT === 1) return bytes;
  const copy = Buffer.from(bytes);
  if (elements.BYTES_PER_ELEMENT === 2) return copy.swap16();
  return elements.BYTES_PER_ELEMENT === 4 ? copy.swap32() : copy.swap64();
}
