import { describe, expect, it } from 'vitest';
import type { Model } from '../model/model.js';
import { createSharedModels } from './shared-models.js';

const unused = (): never => {
  throw new TypeError('Nobody runs it.');
};

function createModel(onDispose: () => void): Model {
  return {
    mediaType: 'text',
    hasLogits: false,
    hasEmbeddings: false,
    predict: unused,
    predictAll: unused,
    embed: unused,
    embedAll: unused,
    [Symbol.asyncDispose]() {
      onDispose();
      return Promise.resolve();
    },
  };
}

describe('shared models', () => {
  it('are loaded once, and freed when the last who has one lets go', async () => {
    const shared = createSharedModels();
    let loads = 0;
    let frees = 0;
    const load = async (): Promise<Model> => {
      loads += 1;
      return createModel(() => (frees += 1));
    };
    const [one, two] = await Promise.all([shared.share('a', load), shared.share('a', load)]);
    expect(loads).toBe(1);
    await one[Symbol.asyncDispose]();
    expect(frees).toBe(0);
    await two[Symbol.asyncDispose]();
    expect(frees).toBe(1);
  });

  it('come for who waits although the one who began to load gives up', async () => {
    const shared = createSharedModels();
    const first = new AbortController();
    const endless = (): Promise<Model> =>
      new Promise((_, reject) => {
        first.signal.addEventListener('abort', () => reject(first.signal.reason as Error));
      });
    const begun = shared.share('a', endless, first.signal);
    const waiting = shared.share('a', () => Promise.resolve(createModel(() => undefined)));
    first.abort();
    await expect(begun).rejects.toThrow('aborted');
    await expect(waiting).resolves.toMatchObject({ mediaType: 'text' });
  });
});
