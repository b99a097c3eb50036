import type { ContentCache } from './content-cache.js';
import type { ModelLoader } from './model-loader.js';
import type { ModelManager } from './model-manager.js';
import type { SourceProvider } from './source-provider.js';

/**
 * What `createZoo({ plugins: [...] })` takes. A package exports a factory of one; nothing happens at import. The element
 * types are erased on purpose: each part validates its own locator and config before it sees them.
 */
export interface ZooPlugin {
  /** The npm package it comes from: `@modelzoo/source-github`. */
  readonly name: string;
  readonly specVersion: 'v1';
  // oxlint-disable-next-line no-explicit-any -- a list of differently typed providers; `any` is the only sound-enough erasure
  readonly sources?: readonly SourceProvider<any>[] | undefined;
  // oxlint-disable-next-line no-explicit-any -- as above
  readonly managers?: readonly ModelManager<any>[] | undefined;
  // oxlint-disable-next-line no-explicit-any -- as above
  readonly loaders?: readonly ModelLoader<any>[] | undefined;
  /** Where other programs keep files that models may need. */
  readonly caches?: readonly ContentCache[] | undefined;
}
