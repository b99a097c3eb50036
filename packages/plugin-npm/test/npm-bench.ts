import { createTestContext, type TestContextOptions } from '@modelzoo/testkit';
import { createFakeRegistry, type FakeRegistry } from './fake-registry.js';
import { createTempFolder, environmentIn, type TempFolder } from './temp-folder.js';

/** A registry of its own, a folder without any configuration of npm, and contexts that are closed with it. */
export interface NpmBench extends AsyncDisposable {
  readonly registry: FakeRegistry;
  readonly folder: TempFolder;
  createContext(options: TestContextOptions): ReturnType<typeof createTestContext>;
}

/** Starts the registry and makes the folder. */
export async function createNpmBench(): Promise<NpmBench> {
  const registry = await createFakeRegistry();
  const folder = await createTempFolder();
  const contexts: ReturnType<typeof createTestContext>[] = [];
  return {
    registry,
    folder,
    createContext(options) {
      const context = createTestContext({ env: environmentIn(folder.path), ...options });
      contexts.push(context);
      return context;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(contexts.map((context) => context.close()));
      await registry[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}
