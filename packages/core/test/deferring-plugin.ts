import type { SourceProvider } from '../src/plugins/source-provider.js';
import type { ZooPlugin } from '../src/plugins/zoo-plugin.js';
import { memoryPlugin, sha256Of, type Memory } from './memory-plugin.js';

export type FetchDeferred = NonNullable<SourceProvider['doFetchDeferred']>;

/** The memory plugin, whose sources may hold pointers: `fetch` brings their content. `undefined`: nobody does. */
export function deferringPlugin(memory: Memory, fetch: FetchDeferred | undefined): ZooPlugin {
  const plugin = memoryPlugin(memory);
  if (fetch === undefined) return plugin;
  return { ...plugin, sources: (plugin.sources ?? []).map((source) => ({ ...source, doFetchDeferred: fetch })) };
}

/** The pointer of Git LFS to an ASCII text. */
export function pointerTo(text: string): string {
  return `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256Of(text)}\nsize ${text.length}\n`;
}
