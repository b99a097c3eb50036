/** The tokens of one text, special ones included. */
export interface TextTokens {
  readonly ids: readonly number[];
  /** To which of several texts each belongs. */
  readonly types: readonly number[];
}

/** Turns texts into tokens. */
export interface TextTokenizer {
  /** Tokens more than which a text is cut off to; `undefined`: there is no limit. */
  readonly maxTokens: number | undefined;
  readonly padId: number;
  readonly padSide: 'left' | 'right';
  /** @param maxTokens At least as many as there are special tokens. */
  encode(text: string, maxTokens: number | undefined): TextTokens;
}

/**
 * Cuts off what is too long, as Hugging Face's tokenizers do: special tokens stay on both sides, and the end of the text goes.
 * @param plain The same tokens without the special ones.
 */
export function truncateTokens(all: TextTokens, plain: readonly number[], maxTokens: number | undefined): TextTokens {
  if (maxTokens === undefined || all.ids.length <= maxTokens) return all;
  const before = lengthBefore(all.ids, plain);
  const kept = Math.max(0, maxTokens - (all.ids.length - plain.length));
  const cut = <Item>(items: readonly Item[]): Item[] => [
    ...items.slice(0, before + kept),
    ...items.slice(before + plain.length),
  ];
  return { ids: cut(all.ids).slice(0, maxTokens), types: cut(all.types).slice(0, maxTokens) };
}

/** How many special tokens stand before those of the text. */
function lengthBefore(all: readonly number[], plain: readonly number[]): number {
  for (let start = 0; start + plain.length <= all.length; start += 1) {
    if (plain.every((id, index) => all[start + index] === id)) return start;
  }
  return 0;
}
