import type { CatalogModel } from './catalog-model.js';

/** How much a word counts where it is found. */
const weights = { name: 4, tag: 3, description: 1 } as const;
/** A word that stands by itself counts more than one inside another. */
const WHOLE_WORD = 2;

/** Models that have all the words somewhere, the best first; equally good ones by name. */
export function searchModels<Model extends Pick<CatalogModel, 'name' | 'entry'>>(
  models: readonly Model[],
  words: string,
): Model[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return models
    .map((model) => ({ model, score: scoreOf(model, wanted) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score || a.model.name.localeCompare(b.model.name))
    .map(({ model }) => model);
}

function scoreOf({ name, entry }: Pick<CatalogModel, 'name' | 'entry'>, words: readonly string[]): number {
  const fields = [
    { text: name, weight: weights.name },
    ...(entry.tags ?? []).map((tag) => ({ text: tag, weight: weights.tag })),
    { text: entry.description ?? '', weight: weights.description },
  ].map(({ text, weight }) => ({ text: text.toLowerCase(), weight }));
  let total = 0;
  for (const word of words) {
    let best = 0;
    for (const { text, weight } of fields) {
      if (!text.includes(word)) continue;
      const isWhole = text.split(/[^\p{L}\p{N}]+/u).includes(word);
      best = Math.max(best, isWhole ? weight * WHOLE_WORD : weight);
    }
    if (best === 0) return 0;
    total += best;
  }
  return total;
}
