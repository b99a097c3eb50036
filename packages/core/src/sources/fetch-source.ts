import type { SourceRecord } from '../catalog/catalog-schema.js';
import { ZooError } from '../errors/zoo-error.js';
import type { PinnedSource, SourceContext, SourceLocator, SourceProvider } from '../plugins/source-provider.js';
import type { Operation, ZooServices } from '../zoo-services.js';

/** A source whose content is in the store. */
export interface FetchedSource {
  readonly pinned: PinnedSource;
  readonly treeDigest: string;
  readonly reach: SourceRecord['reach'];
  /** Whether the provider said that nothing moved since `previous`. */
  readonly unchanged: boolean;
}

/** Where a source stands now. `reach` says over what kind of network that was learnt. */
export interface ResolvedSource {
  readonly pinned: PinnedSource;
  readonly reach: SourceRecord['reach'];
}

/** Asks the provider what a reference stands for now, with what it said the last time. */
export async function resolveSource(
  provider: SourceProvider,
  locator: SourceLocator,
  operation: Operation,
  previous: SourceRecord | undefined,
): Promise<ResolvedSource> {
  operation.emit({ type: 'phase', phase: 'resolve', subject: locator.key });
  const reached = trackReach();
  const context: SourceContext = {
    ...operation.contextFor(provider.access, reached),
    previous: previous && { locator: previous.locator, revision: previous.revision, memo: previous.memo },
  };
  const pinned = await provider.doResolve(locator, context);
  if (pinned.locator.key !== locator.key || pinned.revision === '') {
    throw new ZooError('ERR_ZOO_PLUGIN_INVALID', `The provider "${provider.id}" answered for another source.`, {
      hint: 'Tell the author of the plugin. Nothing was changed.',
      details: { asked: locator.key, answered: pinned.locator.key },
    });
  }
  return { pinned, reach: reached.reach() };
}

/** Brings the content that a reference stands for now into the store, unless it is there. Runs none of it. */
export async function fetchSource(
  services: ZooServices,
  provider: SourceProvider,
  locator: SourceLocator,
  operation: Operation,
  previous?: SourceRecord,
): Promise<FetchedSource> {
  const { pinned, reach } = await resolveSource(provider, locator, operation, previous);
  if (previous?.revision === pinned.revision && (await services.snapshots.has(previous.treeDigest))) {
    // A source reached over nothing new is as public as it was.
    return {
      pinned,
      treeDigest: previous.treeDigest,
      reach: widest(previous.reach, reach),
      unchanged: true,
    };
  }
  const opened = await openSource(services, provider, pinned, operation);
  return { pinned, treeDigest: opened.treeDigest, reach: widest(reach, opened.reach), unchanged: false };
}

/** Brings exactly that revision into the store, without asking what its reference stands for now. */
export async function openSource(
  services: ZooServices,
  provider: SourceProvider,
  pinned: PinnedSource,
  operation: Operation,
): Promise<Pick<FetchedSource, 'treeDigest' | 'reach'>> {
  const reached = trackReach();
  operation.emit({ type: 'phase', phase: 'open', subject: pinned.locator.key });
  const content = await provider.doOpen(
    pinned,
    operation.contextFor(provider.access, { ...reached, expects: 'archive' }),
  );
  operation.emit({ type: 'phase', phase: 'extract', subject: pinned.locator.key });
  const options = {
    limits: services.archiveLimits,
    signal: operation.signal,
    onNotice: (message: string) => operation.emit({ type: 'notice', level: 'info', message }),
  };
  const { treeDigest } =
    content.kind === 'archive'
      ? await services.snapshots.addArchive(countBytes(content, operation), options)
      : await services.snapshots.addFiles(content.files, options);
  return { treeDigest, reach: reached.reach() };
}

async function* countBytes(
  content: { readonly stream: AsyncIterable<Uint8Array>; readonly sizeBytes?: number | undefined },
  { emit, subject }: Operation,
): AsyncGenerator<Uint8Array> {
  let doneBytes = 0;
  for await (const chunk of content.stream) {
    doneBytes += chunk.byteLength;
    yield chunk;
    emit({ type: 'progress', subject, file: 'source', doneBytes, totalBytes: content.sizeBytes });
  }
}

const order = ['local', 'private', 'public'] as const;

function widest(a: SourceRecord['reach'], b: SourceRecord['reach']): SourceRecord['reach'] {
  return order[Math.max(order.indexOf(a), order.indexOf(b))] ?? 'public';
}

/** Watches which kind of address answers. The user named the reference, so it may be a private one. */
function trackReach() {
  let reach: SourceRecord['reach'] = 'local';
  return {
    allowPrivate: true,
    onAddress(kind: 'public' | 'private') {
      reach = widest(reach, kind);
    },
    reach: (): SourceRecord['reach'] => reach,
  };
}
