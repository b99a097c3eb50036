import type { SourceProvider } from '@modelzoo/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { brokenToys } from '../test/broken-toys.js';
import { createToy, deferredFile, startToyServer, type ToyServer } from '../test/toy-source.js';
import type { SourceProviderConformance } from './source-conformance-bench.js';
import { sourceLaws } from './source-conformance-laws.js';
import { describeSourceProvider } from './source-conformance.js';

const SECRET = 'canary-0123456789';

let server: ToyServer;
beforeAll(async () => {
  server = await startToyServer();
});
afterAll(async () => server[Symbol.asyncDispose]());

const subject: SourceProviderConformance = {
  create: () => createToy(server.origin),
  known: 'toy:known',
  missing: 'toy:missing',
  foreign: ['owner/repo', 'https://example.com/models.zip', './folder'],
  deferred: deferredFile,
  secret: { env: { TOY_TOKEN: SECRET }, value: SECRET },
};

describeSourceProvider('toy', subject);

describeSourceProvider('toy that points to nothing', {
  ...subject,
  create: () => {
    const toy = createToy(server.origin);
    Reflect.deleteProperty(toy, 'doFetchDeferred');
    return toy;
  },
  deferred: undefined,
});

describe('every law of source providers', () => {
  it.each(brokenToys)('"%s" is broken, alone, by a provider that %s', async (law, _fault, break_) => {
    const create = (): SourceProvider => {
      const toy = createToy(server.origin);
      return { ...toy, ...break_(toy, server.origin) };
    };
    const failed: string[] = [];
    for (const [title, check] of Object.entries(sourceLaws)) {
      await check({ ...subject, create }).catch(() => failed.push(title));
    }
    expect(failed).toStrictEqual([law]);
  });

  it('has a provider that breaks it', () => {
    const titles = new Set(brokenToys.map(([title]) => title));
    expect(Object.keys(sourceLaws).filter((title) => !titles.has(title))).toStrictEqual([]);
  });
});
