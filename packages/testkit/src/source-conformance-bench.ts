import type {
  DeferredFile,
  FileSink,
  GuardedRequestInit,
  PinnedSource,
  ReferenceHost,
  SourceContent,
  SourceContext,
  SourceLocator,
  SourceProvider,
} from '@modelzoo/core';
import { createTestContext, type TestContext, type TestContextOptions } from './plugin-context.js';

/** What {@link describeSourceProvider} needs to know of a provider. */
export interface SourceProviderConformance {
  /** A new provider. Called when a test runs, so that servers may be started before. */
  create(): SourceProvider;
  /** Reference of a source that is there and does not change. */
  readonly known: string | (() => string);
  /** Reference that the provider understands, of a source that is not there. */
  readonly missing: string | (() => string);
  /** References that belong to other providers. */
  readonly foreign: readonly string[];
  /** The place that references are read in. Default: `/work` and `/home/user`, which need not exist. */
  readonly host?: ReferenceHost | undefined;
  /** A file of the known source that it only points to. Required of a provider that brings such files. */
  readonly deferred?: DeferredFile | undefined;
  /** Environment in which the provider has a credential, and the credential. Required unless that law is skipped. */
  readonly secret?: { readonly env: Readonly<Record<string, string>>; readonly value: string } | undefined;
  /** Titles of laws that do not apply, each with the reason. */
  readonly skip?: Readonly<Record<string, string>> | undefined;
}

/** A request that a provider made through its context. */
interface ProviderRequest {
  readonly url: URL;
  readonly init: GuardedRequestInit;
}

/** A provider with a context, for one test. */
export interface SourceBench extends AsyncDisposable {
  readonly provider: SourceProvider;
  readonly context: TestContext;
  readonly host: ReferenceHost;
  /** What went through the context's fetch. */
  readonly requests: readonly ProviderRequest[];
  parse(reference: string): SourceLocator | undefined;
  /** Throws when the provider does not understand it. */
  locate(reference: 'known' | 'missing'): SourceLocator;
  resolve(locator: SourceLocator, previous?: PinnedSource): Promise<PinnedSource>;
  open(pinned: PinnedSource): Promise<SourceContent>;
  /** Brings the deferred file of the known source. */
  fetchDeferred(pinned: PinnedSource, sink: FileSink): Promise<void>;
}

interface BenchOptions extends Omit<TestContextOptions, 'access'> {
  /** Told of every request before it is made. */
  readonly onRequest?: () => void;
}

/** Makes a provider, and a context whose fetch is watched. */
export function createSourceBench(subject: SourceProviderConformance, options: BenchOptions = {}): SourceBench {
  const { onRequest, ...contextOptions } = options;
  const provider = subject.create();
  const host = Object.freeze(subject.host ?? { cwd: '/work', homeDir: '/home/user' });
  const inner = createTestContext({ ...contextOptions, access: provider.access });
  const requests: ProviderRequest[] = [];
  const context: TestContext = {
    ...inner,
    fetch: async (url, init = {}) => {
      requests.push({ url: new URL(url), init });
      onRequest?.();
      return inner.fetch(url, init);
    },
  };

  return {
    provider,
    context,
    host,
    requests,
    parse: (reference) => provider.parse(reference, host),
    locate(which) {
      const given = subject[which];
      const reference = typeof given === 'string' ? given : given();
      const locator = provider.parse(reference, host);
      if (locator === undefined) throw new Error(`The provider does not understand its own reference ${reference}.`);
      return locator;
    },
    async resolve(locator, previous) {
      const sourceContext: SourceContext = previous === undefined ? context : { ...context, previous };
      return provider.doResolve(locator, sourceContext);
    },
    open: async (pinned) => provider.doOpen(pinned, context),
    async fetchDeferred(pinned, sink) {
      if (provider.doFetchDeferred === undefined || subject.deferred === undefined) {
        throw new Error('Give a deferred file to a provider that brings such files, and to no other.');
      }
      await provider.doFetchDeferred(pinned, subject.deferred, sink, context);
    },
    async [Symbol.asyncDispose]() {
      await context.close();
    },
  };
}
