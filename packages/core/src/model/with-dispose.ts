import type { Model } from './model.js';

/** A model as it is, but for what disposing of it does. */
export function withDispose(model: Model, dispose: () => Promise<void>): Model {
  return {
    mediaType: model.mediaType,
    hasLogits: model.hasLogits,
    hasEmbeddings: model.hasEmbeddings,
    predict: (input, options) => model.predict(input, options),
    predictAll: (inputs, options) => model.predictAll(inputs, options),
    embed: (input, options) => model.embed(input, options),
    embedAll: (inputs, options) => model.embedAll(inputs, options),
    [Symbol.asyncDispose]: dispose,
  };
}
