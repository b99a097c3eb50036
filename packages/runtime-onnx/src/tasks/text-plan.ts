import type { NamedTensor } from '../session/onnx-session.js';

/** Where the tokens of a text are among those that a graph saw; texts for graphs that take no tokens have none. */
export interface TokenSpan {
  readonly start: number;
  readonly length: number;
}

/** Texts as what a graph takes. */
export interface TextFeeds {
  readonly feeds: readonly NamedTensor[];
  /** Of each text. */
  readonly tokens: readonly (TokenSpan | undefined)[];
}

/** How texts become what a graph takes. */
export interface TextPlan {
  /** Whether the graph takes several texts at once. */
  readonly batched: boolean;
  feedsOf(texts: readonly string[]): TextFeeds;
}
