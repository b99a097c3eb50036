import { describe, expect, it } from 'vitest';
import { modelLoaderLaws, type ModelLoaderConformance } from './loader-conformance-laws.js';

/** Declares the tests that every model loader has to pass, within a vitest file. */
export function describeModelLoader(name: string, subject: ModelLoaderConformance): void {
  const { skip = {} } = subject;
  describe(`the model loader ${name}`, () => {
    for (const [title, law] of Object.entries(modelLoaderLaws)) {
      const reason = skip[title];
      const note = reason === undefined ? '' : ` (${reason})`;
      // oxlint-disable-next-line vitest/expect-expect -- the laws do, each for itself
      it.skipIf(reason !== undefined)(`${title}${note}`, () => law(subject));
    }

    it('leaves out only laws that exist', () => {
      expect(Object.keys(skip).filter((title) => !Object.hasOwn(modelLoaderLaws, title))).toStrictEqual([]);
    });
  });
}
