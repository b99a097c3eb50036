import { declareLaws } from './declare-laws.js';
import { sourceLaws } from './source-conformance-laws.js';
import type { SourceProviderConformance } from './source-conformance-bench.js';

/**
 * Declares the tests that every source provider has to pass, within a vitest file.
 *
 * @example
 * describeSourceProvider('my source', {
 *   create: () => createMySource({ apiUrl: server.url }),
 *   known: 'my:known',
 *   missing: 'my:missing',
 *   foreign: ['https://example.com/models.zip', './folder'],
 *   skip: { 'keeps its secret': 'it takes no credential' },
 * });
 */
export function describeSourceProvider(name: string, subject: SourceProviderConformance): void {
  declareLaws('source provider', name, { laws: sourceLaws, subject });
}
