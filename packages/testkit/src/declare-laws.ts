import { describe, expect, it } from 'vitest';

/** The laws of a kind of plugin, by title: each a check that throws when it is broken. */
export type Laws<Subject> = Readonly<Record<string, (subject: Subject) => Promise<void>>>;

/** Declares one test for each law. Those that a subject leaves out are shown with its reason. */
export function declareLaws<Subject extends { readonly skip?: Readonly<Record<string, string>> | undefined }>(
  kind: string,
  name: string,
  { laws, subject }: { readonly laws: Laws<Subject>; readonly subject: Subject },
): void {
  const { skip = {} } = subject;
  describe(`the ${kind} ${name}`, () => {
    for (const [title, law] of Object.entries(laws)) {
      const reason = skip[title];
      const note = reason === undefined ? '' : ` (${reason})`;
      // oxlint-disable-next-line vitest/expect-expect -- the laws do, each for itself
      it.skipIf(reason !== undefined)(`${title}${note}`, () => law(subject));
    }

    it('leaves out only laws that exist, each with a reason', () => {
      expect(Object.keys(skip).filter((title) => !Object.hasOwn(laws, title))).toStrictEqual([]);
      expect(Object.values(skip).filter((reason) => reason.trim() === '')).toStrictEqual([]);
    });
  });
}
