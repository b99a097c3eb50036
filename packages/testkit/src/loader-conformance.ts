import { declareLaws } from './declare-laws.js';
import { modelLoaderLaws } from './loader-conformance-laws.js';
import type { ModelLoaderConformance } from './loader-conformance-subject.js';

/** Declares the tests that every model loader has to pass, within a vitest file. */
export function describeModelLoader(name: string, subject: ModelLoaderConformance): void {
  declareLaws('model loader', name, { laws: modelLoaderLaws, subject });
}
