import type { Model, ModelInput, Prediction, PredictOptions } from '@modelzoo/core';

/** Both ways to ask a model, out of one that takes many inputs. */
export function predictWith(
  predictMany: (inputs: readonly ModelInput[], options: PredictOptions) => Promise<readonly Prediction[]>,
): Pick<Model, 'predict' | 'predictAll'> {
  return {
    async predict(input, options = {}) {
      return onlyOne(await predictMany([input], options));
    },
    async predictAll(inputs, options = {}) {
      return predictMany(inputs, options);
    },
  };
}

/** What came of one input. */
export function onlyOne<Item>(items: readonly Item[]): Item {
  const [item] = items;
  if (item === undefined) throw new TypeError('One input gave nothing.');
  return item;
}
