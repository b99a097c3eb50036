import { describe, expect, it } from 'vitest';
import type { ModelManagerConformance } from './manager-conformance-bench.js';
import { managerLaws } from './manager-conformance-laws.js';

/** Declares the tests that every model manager has to pass, within a vitest file. */
export function describeModelManager(name: string, subject: ModelManagerConformance): void {
  const { skip = {} } = subject;
  describe(`the model manager ${name}`, () => {
    for (const [title, law] of Object.entries(managerLaws)) {
      const reason = skip[title];
      const note = reason === undefined ? '' : ` (${reason})`;
      // oxlint-disable-next-line vitest/expect-expect -- the laws do, each for itself
      it.skipIf(reason !== undefined)(`${title}${note}`, () => law(subject));
    }

    it('leaves out only laws that exist', () => {
      expect(Object.keys(skip).filter((title) => !Object.hasOwn(managerLaws, title))).toStrictEqual([]);
    });
  });
}
