import type { Model } from '../model/model.js';

/** A model as it is, which whoever gets it may dispose of: the owner keeps it. */
export function borrowModel(model: Model): Model {
  return {
    mediaType: model.mediaType,
    hasLogits: model.hasLogits,
    hasEmbeddings: model.hasEmbeddings,
    predict: (input, options) => model.predict(input, options),
    predictAll: (inputs, options) => model.predictAll(inputs, options),
    embed: (input, options) => model.embed(input, options),
    embedAll: (inputs, options) => model.embedAll(inputs, options),
    [Symbol.asyncDispose]: async () => {},
  };
}
