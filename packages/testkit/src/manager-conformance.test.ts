import { describe, expect, it } from 'vitest';
import { toySubject, type ManagerFlaw } from '../test/toy-manager.js';
import { managerLaws } from './manager-conformance-laws.js';
import { describeModelManager } from './manager-conformance.js';

describeModelManager('that keeps every law', toySubject());

/** The law that a manager with a flaw breaks. */
const brokenBy: Readonly<Record<ManagerFlaw, string>> = {
  'has no types': 'says who it is, in the first version of the contract',
  'accepts any config': 'refuses configs that make no sense, with a message',
  'plans something else each time': 'plans the same every time, and moves none of the bytes',
  'leaves holes where there are zeros': 'brings exactly the bytes of the file',
  'has to know the length': 'brings a file that the server gives no length of',
  'begins anew each time': 'asks only for the rest when another process goes on',
  'does not ask whether the content is the same': 'starts over when the content has changed in between',
  'goes on without a validator': 'starts over when there is no telling whether the content has changed',
  'believes every 206': 'is not misled by servers that answer a range with something else',
  'gives up when a range is refused': 'is not misled by servers that answer a range with something else',
  'tries once': 'goes on by itself after a broken connection and a failing server',
  'tries again in silence': 'goes on by itself after a broken connection and a failing server',
  'takes pages': 'never takes a page for people for weights',
  'takes encodings': 'never takes an encoding of the file for the file',
  'has a code of its own': 'says with a code that the file is not there',
  'hides the reason': 'stops when its signal says so, with the reason',
  'has a way of its own to the network': 'makes no request offline',
  'tells the query': 'lets no secret out',
  'tells its secret': 'lets no secret out',
  'never shows its secret to anybody': 'lets no secret out',
};

describe('every law of model managers', () => {
  it.each(Object.entries(brokenBy) as [ManagerFlaw, string][])(
    'is broken, alone, by a manager that %s',
    async (flaw, law) => {
      const failed = await Promise.all(
        Object.entries(managerLaws).map(([title, check]) =>
          check(toySubject(flaw)).then(
            () => undefined,
            () => title,
          ),
        ),
      );
      expect(failed.filter((title) => title !== undefined)).toStrictEqual([law]);
    },
  );

  it('has a manager that breaks it', () => {
    const broken = new Set(Object.values(brokenBy));
    expect(Object.keys(managerLaws).filter((title) => !broken.has(title))).toStrictEqual([]);
  });
});
