import { describe, expect, it } from 'vitest';
import { fromPreprocessor } from './hugging-face-preprocessor.js';

const imagenet = { image_mean: [0.485, 0.456, 0.406], image_std: [0.229, 0.224, 0.225] };
const normalised = { mean: imagenet.image_mean, std: imagenet.image_std, scale: 1 / 255 };
const cut = { fit: 'cover', rounding: 'down' };

describe('fromPreprocessor', () => {
  it.each([
    [
      'ViT',
      {
        ...imagenet,
        do_resize: true,
        do_rescale: true,
        do_normalize: true,
        resample: 2,
        size: { height: 224, width: 192 },
      },
      { ...normalised, size: [192, 224], kernel: 'linear' },
    ],
    [
      'CLIP',
      {
        ...imagenet,
        do_resize: true,
        size: { shortest_edge: 224 },
        do_center_crop: true,
        crop_size: { height: 200, width: 200 },
        resample: 3,
      },
      { ...normalised, ...cut, short_side: 224, size: [200, 200], kernel: 'cubic' },
    ],
    [
      'an older CLIP',
      { ...imagenet, do_resize: true, size: 224, do_center_crop: true, crop_size: 224, resample: 3 },
      { ...normalised, ...cut, short_side: 224, size: [224, 224], kernel: 'cubic' },
    ],
    [
      'ConvNeXT',
      { ...imagenet, size: { shortest_edge: 224 }, crop_pct: 0.875, resample: 3 },
      { ...normalised, ...cut, short_side: 256, size: [224, 224], kernel: 'cubic' },
    ],
    [
      'ConvNeXT, large',
      { ...imagenet, size: { shortest_edge: 384 }, crop_pct: 0.95 },
      { ...normalised, size: [384, 384], kernel: 'linear' },
    ],
    [
      'MobileViT',
      {
        do_resize: true,
        size: { shortest_edge: 288 },
        do_center_crop: true,
        crop_size: 256,
        do_normalize: false,
        do_flip_channel_order: true,
      },
      { ...cut, short_side: 288, size: [256, 256], kernel: 'linear', scale: 1 / 255, channels: 'BGR' },
    ],
    ['values as they are', { size: 32, do_rescale: false, do_normalize: false }, { size: [32, 32], kernel: 'linear' }],
    [
      'DETR',
      {
        ...imagenet,
        size: { shortest_edge: 800, longest_edge: 1333 },
        do_pad: true,
        pad_size: null,
        image_processor_type: 'DetrImageProcessor',
      },
      { ...normalised, size: { min_side: 800, max_side: 1333 }, kernel: 'linear' },
    ],
    [
      'an older DETR',
      { ...imagenet, size: 800, max_size: 1333 },
      { ...normalised, size: { min_side: 800, max_side: 1333 }, kernel: 'linear' },
    ],
    [
      'a resize to the shorter side alone',
      { ...imagenet, size: { shortest_edge: 224 }, do_center_crop: false },
      { ...normalised, size: { min_side: 224 }, kernel: 'linear' },
    ],
    [
      'DeiT',
      {
        ...imagenet,
        size: { height: 256, width: 248 },
        do_center_crop: true,
        crop_size: { height: 224, width: 216 },
        resample: 3,
      },
      { ...normalised, stretch_to: [248, 256], size: [216, 224], kernel: 'cubic' },
    ],
    [
      'timm that squashes',
      { pretrained_cfg: { input_size: [3, 224, 192], crop_pct: 0.9, crop_mode: 'squash' } },
      { size: [192, 224], stretch_to: [213, 248], kernel: 'linear', scale: 1 / 255 },
    ],
    [
      'timm',
      {
        architecture: 'x',
        pretrained_cfg: {
          input_size: [3, 224, 224],
          interpolation: 'bicubic',
          crop_pct: 0.875,
          mean: imagenet.image_mean,
          std: imagenet.image_std,
        },
      },
      { ...normalised, ...cut, short_side: 256, size: [224, 224], kernel: 'cubic' },
    ],
  ])('follows the processor of %s', (_, processor, config) => {
    expect(fromPreprocessor(processor)).toStrictEqual({ config, ignored: [] });
  });

  it.each([
    [
      'YOLOS, whose code rounds sides',
      { size: { shortest_edge: 800 }, image_processor_type: 'YolosImageProcessor' },
      ['size', 'crop_size'],
    ],
    [
      'padding to a size',
      { size: { shortest_edge: 800 }, do_pad: true, pad_size: { height: 900, width: 900 } },
      ['do_pad'],
    ],
    ['padding to multiples', { size: { shortest_edge: 800 }, size_divisor: 32 }, ['size_divisor']],
    [
      'a cut that pads',
      { size: { height: 200, width: 256 }, do_center_crop: true, crop_size: 224 },
      ['size', 'crop_size'],
    ],
    ['a kernel of its own', { size: 224, resample: 5 }, ['resample']],
  ])('says what it does not follow: %s', (_, processor, ignored) => {
    expect(fromPreprocessor(processor)?.ignored).toStrictEqual(ignored);
  });

  it.each([[{ feature_size: 1, sampling_rate: 16_000 }], [{ size: 'large' }], [[]], [null]])(
    'knows that %j is none',
    (content) => {
      expect(fromPreprocessor(content)).toBeUndefined();
    },
  );
});
