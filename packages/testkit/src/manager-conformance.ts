import { declareLaws } from './declare-laws.js';
import type { ModelManagerConformance } from './manager-conformance-bench.js';
import { managerLaws } from './manager-conformance-laws.js';

/** Declares the tests that every model manager has to pass, within a vitest file. */
export function describeModelManager(name: string, subject: ModelManagerConformance): void {
  declareLaws('model manager', name, { laws: managerLaws, subject });
}
