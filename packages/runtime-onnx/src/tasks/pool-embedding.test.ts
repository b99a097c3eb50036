import { describe, expect, it } from 'vitest';
import { poolEmbedding, vectorCount } from './pool-embedding.js';

const values = Float32Array.of(1, 2, 3, 4, 5, 9);

describe('poolEmbedding', () => {
  it.each([
    ['a vector as it is', [6], undefined, 'NCHW', [1, 2, 3, 4, 5, 9]],
    ['the only token as it is', [1, 6], undefined, 'NCHW', [1, 2, 3, 4, 5, 9]],
    ['the mean of tokens', [3, 2], 'mean', 'NCHW', [3, 5]],
    ['the largest of tokens', [3, 2], 'max', 'NCHW', [5, 9]],
    ['the first token', [3, 2], 'first', 'NCHW', [1, 2]],
    ['the mean of a map of features', [2, 1, 3], 'mean', 'NCHW', [2, 6]],
    ['the largest of a map of features', [2, 3, 1], 'max', 'NCHW', [3, 9]],
    ['the mean of a map with its channels last', [1, 3, 2], 'mean', 'NHWC', [3, 5]],
  ] as const)('gives %s', (_, dims, pooling, layout, expected) => {
    const vector = poolEmbedding(values, dims, { pooling, layout });
    expect([...vector]).toStrictEqual(expected);
  });

  it('does not give a part of its argument', () => {
    const vector = poolEmbedding(values, [6], { pooling: undefined, layout: 'NCHW' });
    vector[0] = 7;
    expect(values[0]).toBe(1);
  });
});

describe('vectorCount', () => {
  it.each([
    [[128], 1],
    [['tokens', 128], 1],
    [[50, 128], 50],
    [[128, 7, 7], 49],
    [[], undefined],
    [[1, 2, 3, 4], undefined],
  ] as const)('of %j is %j', (dims, count) => {
    expect(vectorCount(dims, 'NCHW')).toBe(count);
  });
});
