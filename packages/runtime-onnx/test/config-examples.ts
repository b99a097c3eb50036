import type { z } from 'zod';
import type { onnxConfigSchema } from '../src/config/onnx-deployment-config.js';

const imagenet = { scale: 1 / 255, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

/** One config for each task, as the JSON Schema shows them. */
export const configExamples: readonly z.input<typeof onnxConfigSchema>[] = [
  {
    task: 'image-classification',
    input: { fit: 'cover', short_side: 256, ...imagenet },
    output: { decode: 'softmax', labels_path: 'labels.txt', top_k: 5 },
  },
  {
    task: 'object-detection',
    input: { fit: 'letterbox', anchor: 'top-left', rounding: 'down', pad: 114, channels: 'BGR' },
    output: { decode: 'yolox', labels_path: 'labels.txt', nms: { iou: 0.45 } },
  },
  {
    task: 'keypoint-detection',
    input: { size: [640, 640], fit: 'letterbox', channels: 'BGR' },
    output: { decode: 'yunet', labels: ['face'], score_threshold: 0.7 },
  },
  { task: 'image-embedding', input: { mean: 127.5, std: 127.5 }, output: { decode: 'embedding', l2: true } },
  { task: 'semantic-segmentation', input: imagenet, output: { decode: 'argmax', labels_path: 'labels.txt' } },
  { task: 'image-matting', input: { scale: 1 / 255 }, output: { decode: 'mask', threshold: 0.5 } },
  { task: 'depth-estimation', input: imagenet, output: { decode: 'map' } },
  {
    task: 'image-to-image',
    input: { channels: 'Y', scale: 1 / 255 },
    output: { decode: 'image', scale: 255 },
  },
  {
    task: 'text-classification',
    input: { tokenizer_path: 'tokenizer.json', max_tokens: 512 },
    output: { decode: 'softmax', labels_path: 'config.json' },
  },
  {
    task: 'text-embedding',
    input: { tokenizer_path: 'tokenizer.json', prefix: 'query: ' },
    output: { decode: 'embedding', pooling: 'mean', l2: true },
  },
  {
    task: 'audio-classification',
    input: { sample_rate: 16_000, normalize: true },
    output: { decode: 'softmax', labels_path: 'labels.txt' },
  },
  {
    task: 'voice-activity',
    input: { sample_rate: 16_000, window: 512, context: 64, constants: { sr: 16_000 } },
    output: { decode: 'frames', state: [{ input: 'state', output: 'stateN' }] },
  },
  {
    task: 'tabular',
    input: { columns: ['width', 'height'] },
    output: { decode: 'label', labels: ['small', 'large'] },
  },
  { task: 'tensors', file: 'model.onnx', session: { graph_optimization: 'all' } },
];
