import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classify, type ClassifyOptions } from './classify.js';
import { softmax } from './softmax.js';

const base: ClassifyOptions = { decode: 'probabilities', topK: 1, threshold: 0, storeLogits: false };

describe('softmax', () => {
  it('gives probabilities that add up to 1 and keep the order, for scores of any size', () => {
    const scores = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(scores, (values) => {
        const probabilities = softmax(values);
        expect(probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 4);
        const best = values.indexOf(Math.max(...values));
        expect(probabilities[best]).toBe(Math.max(...probabilities));
      }),
    );
  });

  it('is right where it can be computed by hand', () => {
    const [first, second] = softmax([Math.log(3), 0]);
    expect(first).toBeCloseTo(0.75, 6);
    expect(second).toBeCloseTo(0.25, 6);
  });
});

describe('classify', () => {
  it('gives the surest label, or several in order, the first of equals first', () => {
    const scores = Float32Array.of(0.25, 0.5, 0.25);
    expect(classify(scores, { ...base, labels: ['a', 'b', 'c'] })).toStrictEqual({
      _cls: 'Classification',
      label: 'b',
      confidence: 0.5,
    });
    expect(classify(scores, { ...base, topK: 2 })).toStrictEqual({
      _cls: 'Classifications',
      classifications: [
        { _cls: 'Classification', label: '1', confidence: 0.5 },
        { _cls: 'Classification', label: '0', confidence: 0.25 },
      ],
    });
  });

  it('finds the same among many classes as sorting all of them does', () => {
    const scores = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 400 });
    fc.assert(
      fc.property(scores, fc.integer({ min: 2, max: 20 }), fc.integer({ min: 0, max: 50 }), (values, topK, least) => {
        const threshold = least / 100;
        const found = classify(
          Float32Array.from(values, (value) => value / 100),
          { ...base, topK, threshold },
        );
        const sorted = values
          .map((value, index) => ({ label: String(index), confidence: Math.fround(value / 100) }))
          .filter(({ confidence }) => confidence >= threshold)
          .toSorted((a, b) => b.confidence - a.confidence)
          .slice(0, topK)
          .map((each) => ({ _cls: 'Classification', ...each }));
        expect(found).toStrictEqual({ _cls: 'Classifications', classifications: sorted });
      }),
    );
  });

  it('judges each label for itself with sigmoid', () => {
    const found = classify(Float32Array.of(5, -5, 0.1), {
      ...base,
      decode: 'sigmoid',
      topK: undefined,
      threshold: 0.5,
    });
    expect(found).toMatchObject({ _cls: 'Classifications', classifications: [{ label: '0' }, { label: '2' }] });
  });

  it('gives none when none is sure enough', () => {
    expect(classify(Float32Array.of(0.4, 0.6), { ...base, threshold: 0.7 })).toStrictEqual({
      _cls: 'Classifications',
      classifications: [],
    });
  });

  it('keeps the raw scores when asked, where there are any', () => {
    const scores = Float32Array.of(1, 0.5);
    expect(classify(scores, { ...base, decode: 'softmax', storeLogits: true })).toMatchObject({ logits: [1, 0.5] });
    expect(classify(scores, { ...base, storeLogits: true })).not.toHaveProperty('logits');
    expect(classify(scores, { ...base, decode: 'softmax' })).not.toHaveProperty('logits');
  });

  it('gives confidences in [0, 1] only, and forgives rounding', () => {
    expect(classify(Float32Array.of(1.0005, -0.0005), base)).toMatchObject({ confidence: 1 });
    const wrong = expect.objectContaining({ code: 'ERR_ZOO_PREDICT_FAILED', hint: expect.stringContaining('softmax') });
    expect(() => classify(Float32Array.of(7, -3), base)).toThrow(wrong);
    for (const decode of ['softmax', 'sigmoid', 'probabilities'] as const) {
      const scores = Float32Array.of(Number.NaN, 0);
      expect(() => classify(scores, { ...base, decode })).toThrow(
        expect.objectContaining({ code: 'ERR_ZOO_PREDICT_FAILED' }),
      );
    }
  });

  it('says when there is not a label for each class', () => {
    expect(() => classify(Float32Array.of(0.5, 0.5), { ...base, labels: ['a'] })).toThrow(
      expect.objectContaining({ code: 'ERR_ZOO_PREDICT_FAILED', details: { scores: 2, labels: 1 } }),
    );
  });
});
