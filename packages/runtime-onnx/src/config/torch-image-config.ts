import { z } from 'zod';
import { modelFileSchema } from './common-config.js';
import type { ForeignConfig } from './hugging-face-preprocessor.js';
import type { ImageInputConfig } from './image-input-config.js';
import type { OnnxConfig } from './onnx-deployment-config.js';
import { sessionConfigSchema } from './session-config.js';

const pixels = z.int().min(1).max(16_384);
const sizes = z.union([pixels, z.tuple([pixels, pixels])]).nullish();
const perChannel = z.array(z.number()).min(1).max(3).nullish();

/** Those keys of FiftyOne's image configs for Torch that mean something without Torch. */
export const torchImageConfigSchema = z
  .looseObject({
    file: modelFileSchema,
    session: sessionConfigSchema.optional(),
    image_size: sizes.describe('Width and height that pictures are stretched to.'),
    image_min_size: sizes.describe('Width and height that pictures have at least; what sticks out is cut off.'),
    image_dim: pixels.nullish().describe('Shorter side of pictures; what sticks out is cut off.'),
    image_mean: perChannel.describe('Of each channel, in [0, 1].'),
    image_std: perChannel,
    labels_path: z.string().min(1).nullish(),
    labels_string: z.string().nullish().describe('Labels with commas between them.'),
    output_processor_cls: z
      .string()
      .nullish()
      .describe('Which label results become: the class of FiftyOne for classes, things, or parts of pictures.'),
    confidence_thresh: z.number().min(0).max(1).nullish(),
    embeddings_layer: z.string().nullish().describe('Name of an output of the graph, for vectors.'),
  })
  .describe("FiftyOne's image config for Torch, of a model that was exported to ONNX. Other keys are not followed.");
export type TorchImageConfig = z.output<typeof torchImageConfigSchema>;

const followed: ReadonlySet<string> = new Set(Object.keys(torchImageConfigSchema.shape));
/** Keys that tell such a config from ours, one of which it has. */
export const torchImageKeys = [
  'image_size',
  'image_min_size',
  'image_dim',
  'image_mean',
  'output_processor_cls',
  'embeddings_layer',
];

/** Whether a config is in FiftyOne's words. */
export function isTorchImageConfig(config: unknown): boolean {
  if (typeof config !== 'object' || config === null || 'task' in config) return false;
  return torchImageKeys.some((key) => Object.hasOwn(config, key));
}

/** The config in our words. `undefined`: what it gives is nothing that can be told without Torch. */
export function fromTorchImageConfig(given: TorchImageConfig): ForeignConfig<OnnxConfig> | undefined {
  const config = configOf(given, { file: given.file, session: given.session, input: inputOf(given) });
  if (config === undefined) return undefined;
  const ignored = Object.keys(given).filter((key) => !followed.has(key) && given[key] !== null);
  if (isElsewhere(given.labels_path)) ignored.push('labels_path');
  const layer = given.embeddings_layer ?? undefined;
  if (layer !== undefined && (config.task !== 'image-embedding' || isBefore(layer))) ignored.push('embeddings_layer');
  return { config, ignored };
}

/** Of a file in FiftyOne's own installation. */
function isElsewhere(path: string | null | undefined): boolean {
  return path?.includes('{{') === true;
}

/** Whether the input of a layer is meant; a graph has outputs alone. */
function isBefore(layer: string): boolean {
  return layer.startsWith('<');
}

function inputOf(given: TorchImageConfig): ImageInputConfig {
  const { image_mean: mean, image_std: std } = given;
  return { ...placeOf(given), scale: 1 / 255, ...(mean && { mean }), ...(std && { std }) };
}

function placeOf({ image_size: whole, image_min_size: least, image_dim: dim }: TorchImageConfig): ImageInputConfig {
  if (whole !== null && whole !== undefined) return { size: rectangle(whole) };
  if (least !== null && least !== undefined) {
    const size = rectangle(least);
    return { fit: 'cover', short_side: Math.max(...size), size, rounding: 'down' };
  }
  if (dim !== null && dim !== undefined) return { fit: 'cover', short_side: dim, size: [dim, dim], rounding: 'down' };
  return {};
}

function rectangle(size: number | [number, number]): [number, number] {
  return typeof size === 'number' ? [size, size] : size;
}

interface Common {
  readonly file: TorchImageConfig['file'];
  readonly session: TorchImageConfig['session'];
  readonly input: ImageInputConfig;
}

function configOf(given: TorchImageConfig, common: Common): OnnxConfig | undefined {
  const { confidence_thresh: threshold, labels_string: list, labels_path: path, embeddings_layer: layer } = given;
  const score = typeof threshold === 'number' ? { score_threshold: threshold } : {};
  const labels =
    typeof list === 'string'
      ? { labels: list.split(',').map((label) => label.trim()) }
      : { ...(typeof path === 'string' && !isElsewhere(path) && { labels_path: path }) };
  switch (given.output_processor_cls?.split('.').at(-1)) {
    case 'ClassifierOutputProcessor':
      return { ...common, task: 'image-classification', output: { decode: 'softmax', ...labels, ...score } };
    case 'DetectorOutputProcessor': {
      const names = { boxes: 'boxes', scores: 'scores', classes: 'labels' };
      const output = { decode: 'boxes', names, coordinates: 'pixels', nms: false } as const;
      return { ...common, task: 'object-detection', output: { ...output, ...labels, ...score } };
    }
    case 'SemanticSegmenterOutputProcessor':
    case 'SegmenterOutputProcessor':
      return { ...common, task: 'semantic-segmentation', output: { decode: 'argmax', resize: false, ...labels } };
    case undefined: {
      if (typeof layer !== 'string') return undefined;
      const names = isBefore(layer) ? {} : { names: { embedding: layer } };
      return { ...common, task: 'image-embedding', output: { decode: 'embedding', ...names } };
    }
    default:
      return undefined;
  }
}
