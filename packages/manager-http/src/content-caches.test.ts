import { describe, expect, it } from 'vitest';
import { contentCaches } from './content-caches.js';

function locate(env: Readonly<Record<string, string>>): readonly string[] {
  return contentCaches.flatMap((cache) =>
    cache.locate({ env, homeDir: '/home/ann' }).map(({ folder, file }) => `${folder} ${file}`),
  );
}

describe('the caches of other programs', () => {
  it.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    [
      'where they are by default',
      {},
      [
        '/home/ann/.cache/huggingface/hub */blobs/{sha256}',
        '/home/ann/.ollama/models blobs/sha256-{sha256}',
        '/usr/share/ollama/.ollama/models blobs/sha256-{sha256}',
      ],
    ],
    [
      'where their homes are',
      { HF_HOME: '/hf', OLLAMA_MODELS: '/ollama' },
      ['/hf/hub */blobs/{sha256}', '/ollama blobs/sha256-{sha256}'],
    ],
    [
      'where their caches are',
      { HF_HOME: '/hf', HF_HUB_CACHE: '/hub', OLLAMA_MODELS: '/ollama' },
      ['/hub */blobs/{sha256}', '/ollama blobs/sha256-{sha256}'],
    ],
    [
      'below the folder for all caches',
      { XDG_CACHE_HOME: '/cache', OLLAMA_MODELS: '/ollama' },
      ['/cache/huggingface/hub */blobs/{sha256}', '/ollama blobs/sha256-{sha256}'],
    ],
  ])('are looked for %s', (_name, env, expected) => {
    expect(locate(env)).toStrictEqual(expected);
  });
});
