import type { Prediction } from '@modelzoo/core';
import { describe, expect, it } from 'vitest';
import { PLAIN_VIEW } from '../../test/support/samples.js';
import { showPrediction } from './human-prediction.js';

describe('showPrediction', () => {
  it.each<[string, Prediction, string]>([
    [
      'classifications',
      {
        _cls: 'Classifications',
        classifications: [
          { _cls: 'Classification', label: 'cat', confidence: 0.93 },
          { _cls: 'Classification', label: 'lynx', confidence: 0.041 },
        ],
      },
      'cat   93.0 %\nlynx   4.1 %',
    ],
    [
      'lines of text',
      {
        _cls: 'Polylines',
        polylines: [
          { _cls: 'Polyline', label: 'TOTAL 12.50', points: [[[0, 0]]], closed: true, filled: false, confidence: 1 },
          { _cls: 'Polyline', label: 'thank you', points: [[[0, 0]]], closed: true, filled: false },
        ],
      },
      'TOTAL 12.50  100.0 %\nthank you',
    ],
    ['that there is nothing', { _cls: 'Detections', detections: [] }, 'nothing found'],
    [
      'boxes',
      {
        _cls: 'Detections',
        detections: [{ _cls: 'Detection', label: 'dog', bounding_box: [0, 0.25, 0.5, 1], confidence: 0.5 }],
      },
      'dog  50.0 %  at 0.000 0.250 0.500 1.000',
    ],
    [
      'a mask',
      { _cls: 'Segmentation', mask: new Uint8Array([0, 1, 1, 3]), width: 2, height: 2 },
      'mask of 2 × 2 pixels, 3 classes',
    ],
    [
      'the beginning of tensors',
      {
        _cls: 'Tensors',
        tensors: { y: { type: 'float32', dims: [1, 9], data: Float32Array.from({ length: 9 }, (_, i) => i) } },
      },
      'y float32 [1, 9]: 0 1 2 3 4 5 6 7 …',
    ],
    ['labels under names', { mood: { _cls: 'Regression', value: 4 } }, 'mood\n4'],
  ])('shows %s', (_title, prediction, text) => {
    expect(showPrediction(prediction, PLAIN_VIEW)).toBe(text);
  });
});
