import { describe, expect, it } from 'vitest';
import { fromTorchImageConfig, isTorchImageConfig, torchImageConfigSchema } from './torch-image-config.js';
import { onnxConfigSchema } from './onnx-deployment-config.js';

const processor = (name: string) => ({ output_processor_cls: `fiftyone.utils.torch.${name}OutputProcessor` });

function translate(config: object) {
  expect(isTorchImageConfig(config)).toBe(true);
  return fromTorchImageConfig(torchImageConfigSchema.parse(config));
}

describe('fromTorchImageConfig', () => {
  it.each([
    [
      {
        ...processor('Classifier'),
        image_size: [299, 200],
        image_mean: [0.5],
        image_std: [0.5],
        labels_string: 'cat, dog',
      },
      {
        task: 'image-classification',
        input: { size: [299, 200], scale: 1 / 255, mean: [0.5], std: [0.5] },
        output: { decode: 'softmax', labels: ['cat', 'dog'] },
      },
    ],
    [
      { ...processor('Classifier'), image_min_size: 224, labels_path: 'labels.txt', confidence_thresh: 0.3 },
      {
        task: 'image-classification',
        input: { fit: 'cover', short_side: 224, size: [224, 224] },
        output: { labels_path: 'labels.txt', score_threshold: 0.3 },
      },
    ],
    [
      { ...processor('SemanticSegmenter'), image_dim: 520, file: 'm.onnx' },
      { task: 'semantic-segmentation', file: 'm.onnx', input: { short_side: 520 }, output: { decode: 'argmax' } },
    ],
    [
      { ...processor('Detector'), image_size: 320, confidence_thresh: 0.5 },
      {
        task: 'object-detection',
        output: {
          decode: 'boxes',
          names: { classes: 'labels' },
          coordinates: 'pixels',
          nms: false,
          score_threshold: 0.5,
        },
      },
    ],
    [
      { image_size: [112, 112], embeddings_layer: 'head' },
      { task: 'image-embedding', output: { decode: 'embedding', names: { embedding: 'head' } } },
    ],
  ])('translates %j', (config, expected) => {
    const found = translate(config);
    expect(found?.config).toMatchObject(expected);
    expect(found?.ignored).toStrictEqual([]);
    // What comes out is a config as authors write them.
    expect(onnxConfigSchema.safeParse(found?.config)).toMatchObject({ success: true });
  });

  it('says what it does not follow', () => {
    const config = {
      ...processor('Classifier'),
      entrypoint_fcn: 'torchvision.models.resnet.resnet50',
      entrypoint_args: { pretrained: true },
      labels_path: '{{eta-resources}}/imagenet-labels.txt',
      embeddings_layer: '<fc',
      use_half_precision: null,
    };
    expect(translate(config)?.ignored).toStrictEqual([
      'entrypoint_fcn',
      'entrypoint_args',
      'labels_path',
      'embeddings_layer',
    ]);
  });

  it('tells nothing of what only Torch can make', () => {
    expect(translate(processor('InstanceSegmenter'))).toBeUndefined();
    expect(translate({ image_size: 224 })).toBeUndefined();
  });

  it.each([[{}], [{ task: 'tensors', image_size: 3 }], [{ file: 'm.onnx' }], [null], ['image_size']])(
    'leaves %j alone',
    (config) => {
      expect(isTorchImageConfig(config)).toBe(false);
    },
  );
});
