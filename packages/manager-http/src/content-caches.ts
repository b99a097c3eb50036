import { join } from 'node:path';
import type { ContentCache } from '@modelzoo/core';

/** Where other programs that fetch models keep files by their sha256, each where its own documentation says. */
export const contentCaches: readonly ContentCache[] = [
  {
    name: 'Hugging Face cache',
    env: ['HF_HUB_CACHE', 'HUGGINGFACE_HUB_CACHE', 'HF_HOME', 'XDG_CACHE_HOME'],
    locate({ env, homeDir }) {
      const home = env['HF_HOME'] ?? join(env['XDG_CACHE_HOME'] ?? join(homeDir, '.cache'), 'huggingface');
      const folder = env['HF_HUB_CACHE'] ?? env['HUGGINGFACE_HUB_CACHE'] ?? join(home, 'hub');
      // Large files are named by their sha256; small ones by a sha1 of git, which never has 64 digits.
      return [{ folder, file: '*/blobs/{sha256}' }];
    },
  },
  {
    name: 'Ollama store',
    env: ['OLLAMA_MODELS'],
    locate({ env, homeDir }) {
      const file = 'blobs/sha256-{sha256}';
      const chosen = env['OLLAMA_MODELS'];
      if (chosen !== undefined) return [{ folder: chosen, file }];
      // As a service it has a home of its own.
      const folders = [join(homeDir, '.ollama', 'models'), '/usr/share/ollama/.ollama/models'];
      return folders.map((folder) => ({ folder, file }));
    },
  },
];
