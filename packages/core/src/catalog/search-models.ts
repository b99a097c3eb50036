/** What of a model is searched. */
export interface SearchableModel {
  readonly name: string;
  readonly tags: readonly string[];
  readonly description: string;
}

/** How much a word counts where it is found. */
const weights = { name: 4, tag: 3, description: 1 } as const;
/** A word that stands by itself counts more than one inside another. */
const WHOLE_WORD = 2;

/** The words that are looked for: lower case, each by itself. */
export function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().split(/\s+/).filter(Boolean);
}

/** Models that have all the words somewhere, the best first; equally good ones by name. */
export function searchModels<Model extends SearchableModel>(models: readonly Model[], text: string): Model[] {
  const wanted = wordsOf(text);
  return models
    .map((model) => ({ model, score: scoreOf(model, wanted) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score || (a.model.name < b.model.name ? -1 : Number(a.model.name > b.model.name)))
    .map(({ model }) => model);
}

function scoreOf({ name, tags, description }: SearchableModel, words: readonly string[]): number {
  const fields = [
    { text: name, weight: weights.name },
    ...tags.map((tag) => ({ text: tag, weight: weights.tag })),
    { text: description, weight: weights.description },
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
