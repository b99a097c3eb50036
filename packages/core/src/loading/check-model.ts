import { ZooError } from '../errors/zoo-error.js';
import type { Model } from '../model/model.js';

const methods = ['predict', 'predictAll', 'embed', 'embedAll', Symbol.asyncDispose] as const;

/**
 * Whether what a loader or hook gave back is a model.
 * @param who What made it, for the message: `loadModel() of the source`.
 * @throws ZooError `ERR_ZOO_HOOK_FAILED`, naming what it lacks
 */
export function checkModel(value: unknown, who: string): Model {
  const lacks =
    typeof value !== 'object' || value === null
      ? ['everything of a model']
      : [
          ...methods
            .filter((method) => typeof (value as Record<PropertyKey, unknown>)[method] !== 'function')
            .map(String),
          ...(typeof (value as Partial<Model>).mediaType === 'string' ? [] : ['mediaType']),
          ...(typeof (value as Partial<Model>).hasEmbeddings === 'boolean' ? [] : ['hasEmbeddings']),
          ...(typeof (value as Partial<Model>).hasLogits === 'boolean' ? [] : ['hasLogits']),
        ];
  if (lacks.length === 0) return value as Model;
  throw new ZooError('ERR_ZOO_HOOK_FAILED', `${who} gave back no model: it lacks ${lacks.join(', ')}.`, {
    hint: 'Tell the author what a model has to have: see the Model contract.',
    details: { lacks },
  });
}
