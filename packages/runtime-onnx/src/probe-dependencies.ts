import { createRequire } from 'node:module';
import type { MissingPackage } from '@modelzoo/core';
import type { Dependency } from './import-dependency.js';

/** Which of these packages cannot be found from here. None of them is loaded for it. */
export function missingDependencies(dependencies: readonly Dependency[]): MissingPackage[] {
  const require = createRequire(import.meta.url);
  return dependencies.filter(({ package: name }) => {
    try {
      require.resolve(name);
      return false;
    } catch {
      return true;
    }
  });
}
