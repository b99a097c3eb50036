/** How several vectors become one. */
export interface PoolOptions {
  readonly pooling: 'mean' | 'max' | 'first' | undefined;
  /** Of a map of features. */
  readonly layout: 'NCHW' | 'NHWC';
}

/**
 * How many vectors an output holds for one picture; `undefined` when its shape means nothing to us. An open dimension
 * counts as one.
 * @param dims Without the batch: `[size]`, `[tokens, size]`, or a map of features.
 */
export function vectorCount(dims: readonly (number | string)[], layout: PoolOptions['layout']): number | undefined {
  const axes = axesOf(dims, layout);
  return axes?.positions.reduce<number>((product, size) => product * (typeof size === 'number' ? size : 1), 1);
}

/** One vector, copied. `dims` are those for which {@link vectorCount} knows a number. */
export function poolEmbedding(
  values: Float32Array,
  dims: readonly number[],
  { pooling, layout }: PoolOptions,
): Float32Array {
  const count = vectorCount(dims, layout) ?? 1;
  const size = values.length / count;
  const channelsFirst = dims.length === 3 && layout === 'NCHW';
  const [channelStep, positionStep] = channelsFirst ? [count, 1] : [1, size];
  const positions = pooling === 'first' ? 1 : count;
  return Float32Array.from({ length: size }, (_, channel) => {
    let pooled = pooling === 'max' ? Number.NEGATIVE_INFINITY : 0;
    for (let position = 0; position < positions; position += 1) {
      const value = values[channel * channelStep + position * positionStep] ?? Number.NaN;
      pooled = pooling === 'max' ? Math.max(pooled, value) : pooled + value;
    }
    return pooling === 'max' ? pooled : pooled / positions;
  });
}

function axesOf(
  dims: readonly (number | string)[],
  layout: PoolOptions['layout'],
): { readonly positions: readonly (number | string)[] } | undefined {
  if (dims.length === 1) return { positions: [] };
  if (dims.length === 2) return { positions: dims.slice(0, 1) };
  if (dims.length === 3) return { positions: layout === 'NCHW' ? dims.slice(1) : dims.slice(0, 2) };
  return undefined;
}
