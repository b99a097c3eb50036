import { describe, expect, it } from 'vitest';
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
  const { skip = {} } = subject;
  describe(`the source provider ${name}`, () => {
    for (const [title, law] of Object.entries(sourceLaws)) {
      const reason = skip[title];
      const note = reason === undefined ? '' : ` (${reason})`;
      // oxlint-disable-next-line vitest/expect-expect -- the laws do, each for itself
      it.skipIf(reason !== undefined)(`${title}${note}`, () => law(subject));
    }

    it('leaves out only laws that exist, each with a reason', () => {
      expect(Object.keys(skip).filter((title) => !Object.hasOwn(sourceLaws, title))).toStrictEqual([]);
      expect(Object.values(skip).filter((reason) => reason.trim() === '')).toStrictEqual([]);
    });
  });
}
