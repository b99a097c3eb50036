import { ZooError, type Model } from '@modelzoo/core';

/** The half of {@link Model} that a model without embeddings has to refuse. */
export const withoutEmbeddings: Pick<Model, 'hasEmbeddings' | 'embed' | 'embedAll'> = {
  hasEmbeddings: false,
  embed: refuse,
  embedAll: refuse,
};

async function refuse(): Promise<never> {
  throw new ZooError('ERR_ZOO_CAPABILITY_MISSING', 'This model gives no embeddings.', {
    hint: 'Take a model whose task is an embedding.',
  });
}
