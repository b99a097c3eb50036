import {
  ZooError,
  type PluginContext,
  type SourceContent,
  type SourceContext,
  type SourceLocator,
  type SourceProvider,
} from '@modelzoo/core';
import { packToy } from './toy-source.js';

/** Breaks one law of a provider, given the toy's server. */
export type BreakToy = (toy: SourceProvider, origin: string) => Partial<SourceProvider>;
let calls = 0;

/** Title of a law, what is wrong, and how the provider breaks it. */
export const brokenToys: readonly (readonly [law: string, fault: string, break_: BreakToy])[] = [
  ['says who it is, in the first version of the contract', 'has no forms', () => ({ forms: [] })],
  [
    'reads a reference the same every time, without the network',
    'counts its calls',
    (toy) => ({ parse: withLocator(toy, (locator) => ({ ...locator, calls: (calls += 1) })) }),
  ],
  [
    'gives locators that survive JSON',
    'keeps a set in its locators',
    (toy) => ({ parse: withLocator(toy, (locator) => ({ ...locator, names: new Set() })) }),
  ],
  [
    'reads each of its keys as itself',
    'gives keys that it does not read',
    (toy) => ({ parse: withLocator(toy, (locator) => ({ ...locator, key: locator.key.replace('toy:', 'TOY:') })) }),
  ],
  [
    'leaves foreign references alone',
    'claims folders',
    (toy) => ({
      parse: (reference, host) => toy.parse(reference === './folder' ? 'toy:known' : reference, host),
    }),
  ],
  [
    'leaves hostile references alone',
    'claims options',
    (toy) => ({
      parse: (reference, host) => toy.parse(reference.startsWith('--') ? 'toy:known' : reference, host),
    }),
  ],
  [
    'resolves to the same revision every time',
    'makes revisions up',
    (toy) => ({
      async doResolve(locator, context) {
        const pinned = await toy.doResolve(locator, context);
        return context.previous ?? { ...pinned, revision: `${(calls += 1)}` };
      },
    }),
  ],
  [
    'keeps the key of what it resolves',
    'answers for another source',
    (toy) => ({
      async doResolve(locator, context) {
        const pinned = await toy.doResolve(locator, context);
        return { ...pinned, locator: { ...locator, key: 'toy:other' } };
      },
    }),
  ],
  [
    'gives the same tree for the same revision',
    'gives what is there now',
    (toy) => ({
      async doOpen(pinned, context): Promise<SourceContent> {
        const content = await toy.doOpen(pinned, context);
        if (content.kind === 'archive') for await (const _bytes of content.stream);
        calls += 1;
        return { kind: 'archive', stream: readableOf(await packToy(`the state of call ${String(calls)}`)) };
      },
    }),
  ],
  [
    'answers with the revision of the last time when nothing moved',
    'always finds something new',
    (toy) => ({
      async doResolve(locator, context) {
        const pinned = await toy.doResolve(locator, context);
        return context.previous === undefined ? pinned : { ...pinned, revision: 'new' };
      },
    }),
  ],
  [
    'does not begin when its signal is aborted',
    'asks first',
    (toy, origin) => ({
      async doOpen(pinned, context) {
        await context.fetch(`${origin}/known`);
        return toy.doOpen(pinned, context);
      },
    }),
  ],
  [
    'stops within a second while it resolves, with the reason',
    'hides the reason',
    (toy) => ({ doResolve: async (locator, context) => hideReason(context, () => toy.doResolve(locator, context)) }),
  ],
  [
    'stops within a second while it resolves, with the reason',
    'never comes to an end',
    (toy) => ({
      async doResolve(locator, context) {
        const wasAborted = context.signal.aborted;
        try {
          return await toy.doResolve(locator, context);
        } catch (error) {
          if (context.signal.aborted && !wasAborted) await new Promise(() => undefined);
          throw error;
        }
      },
    }),
  ],
  [
    'stops within a second while it opens, with the reason',
    'hides the reason',
    (toy) => ({ doOpen: async (pinned, context) => hideReason(context, () => toy.doOpen(pinned, context)) }),
  ],
  [
    'stops within a second while it streams, with the reason',
    'hides the reason',
    (toy) => ({
      async doOpen(pinned, context) {
        const content = await toy.doOpen(pinned, context);
        return content.kind === 'archive' ? { ...content, stream: unreasonable(content.stream) } : content;
      },
    }),
  ],
  [
    'makes no request offline',
    'goes its own way',
    (toy, origin) => ({
      async doResolve(locator, context) {
        if (context.offline) await fetch(`${origin}/known`);
        return toy.doResolve(locator, context);
      },
    }),
  ],
  [
    'makes no request offline',
    'asks for what it found online',
    (toy, origin) => ({
      async doOpen(pinned, context) {
        if (context.offline) await fetch(`${origin}/known/content`);
        return toy.doOpen(pinned, context);
      },
    }),
  ],
  [
    'brings exactly the content that a pointer names',
    'takes any content for the right one',
    (toy) => ({
      async doFetchDeferred(pinned, file, sink, context) {
        const isNew = sink.present.length === 0;
        await toy.doFetchDeferred?.(pinned, file, sink, context);
        if (isNew) await sink.write(0, Uint8Array.of(0, 0, 0, 0));
      },
    }),
  ],
  [
    'completes content that a pointer names and another process began',
    'begins anew behind what is there',
    (toy) => ({
      async doFetchDeferred(pinned, file, sink, context) {
        const [had] = sink.present;
        await toy.doFetchDeferred?.(pinned, file, sink, context);
        if (had !== undefined) await sink.write(had.end, Uint8Array.of(0, 0, 0, 0));
      },
    }),
  ],
  [
    'stops within a second while it brings content, with the reason',
    'hides the reason',
    (toy) => ({
      doFetchDeferred: async (pinned, file, sink, context) =>
        hideReason(context, async () => toy.doFetchDeferred?.(pinned, file, sink, context)),
    }),
  ],
  [
    'brings no content offline',
    'goes its own way',
    (toy, origin) => ({
      async doFetchDeferred(pinned, file, sink, context) {
        if (context.offline) await fetch(`${origin}/known/deferred`);
        await toy.doFetchDeferred?.(pinned, file, sink, context);
      },
    }),
  ],
  [
    'says with a code and the next step that a source is not there',
    'has no hint',
    (toy) => ({
      async doResolve(locator, context) {
        if (locator.key !== 'toy:missing') return toy.doResolve(locator, context);
        throw new ZooError('ERR_ZOO_SOURCE_NOT_FOUND', 'There is no such toy.');
      },
    }),
  ],
  [
    'says with a code and the next step that a source is not there',
    'has another code',
    (toy) => ({
      async doResolve(locator, context) {
        if (locator.key !== 'toy:missing') return toy.doResolve(locator, context);
        throw new ZooError('ERR_ZOO_NETWORK', 'There is no such toy.', { hint: 'Look under the bed.' });
      },
    }),
  ],
  ['keeps its secret', 'logs it', (toy) => ({ doResolve: telling(toy, (context, said) => context.log.debug(said)) })],
  [
    'keeps its secret',
    'keeps it in the catalog',
    (toy) => ({
      async doResolve(locator, context) {
        const pinned = await toy.doResolve(locator, context);
        return { ...pinned, memo: { token: context.env['TOY_TOKEN'] ?? '' } };
      },
    }),
  ],
  [
    'keeps its secret',
    'puts it into a URL',
    (toy, origin) => ({
      doResolve: telling(toy, async (context, said) =>
        context.fetch(`${origin}/known?key=${encodeURIComponent(said)}`),
      ),
    }),
  ],
  [
    'keeps its secret',
    'shows it to strangers',
    (toy, origin) => ({
      doResolve: telling(toy, async (context, said) => {
        const stranger = origin.replace('127.0.0.1', 'localhost');
        await context.fetch(`${stranger}/known`, { headers: { 'x-note': said } }).catch(() => undefined);
      }),
    }),
  ],
  [
    'keeps its secret',
    'puts it into an error',
    (toy) => ({
      async doResolve(locator, context) {
        if (locator.key !== 'toy:missing') return toy.doResolve(locator, context);
        const cause = new Error(`Refused ${context.env['TOY_TOKEN']}.`);
        throw new ZooError('ERR_ZOO_SOURCE_NOT_FOUND', 'There is no such toy.', { hint: 'Look again.', cause });
      },
    }),
  ],
];

function withLocator(toy: SourceProvider, change: (locator: SourceLocator) => SourceLocator): SourceProvider['parse'] {
  return (reference, host) => {
    const locator = toy.parse(reference, host);
    return locator && change(locator);
  };
}

function telling(
  toy: SourceProvider,
  tell: (context: SourceContext, said: string) => unknown,
): SourceProvider['doResolve'] {
  return async (locator, context) => {
    const pinned = await toy.doResolve(locator, context);
    const token = context.env['TOY_TOKEN'];
    if (token !== undefined) await tell(context, token);
    return pinned;
  };
}

async function hideReason<Result>({ signal }: PluginContext, work: () => Promise<Result>): Promise<Result> {
  const wasAborted = signal.aborted;
  try {
    return await work();
  } catch (error) {
    throw signal.aborted && !wasAborted ? new Error('It failed.', { cause: error }) : error;
  }
}

async function* readableOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function* unreasonable(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* stream;
  } catch (cause) {
    throw new Error('It broke off.', { cause });
  }
}
