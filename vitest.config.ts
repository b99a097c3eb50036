import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// Packages are read from their sources, so that a test needs no build; the end-to-end tests use the packed tarballs.
const resolve = { conditions: ['@modelzoo/source', 'import', 'module', 'node', 'default'] };
const ssr = { resolve };
const setupFiles = [fileURLToPath(new URL('test/only-loopback.ts', import.meta.url))];

export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        ssr,
        test: {
          name: 'unit',
          setupFiles,
          include: [
            'packages/*/src/**/*.test.ts',
            'apps/*/src/**/*.test.ts',
            'test/**/*.test.ts',
            'examples/**/*.test.ts',
          ],
          testTimeout: 30_000,
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'e2e',
          setupFiles,
          include: ['apps/*/test/e2e/**/*.test.ts'],
          globalSetup: ['apps/cli/test/e2e/install-packed.ts'],
          testTimeout: 180_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
