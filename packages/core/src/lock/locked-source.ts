import { dirname, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import type { SourceRecord } from '../catalog/catalog-schema.js';
import { ZooError } from '../errors/zoo-error.js';
import type { PinnedSource, SourceProvider } from '../plugins/source-provider.js';
import type { ZooServices } from '../zoo-services.js';
import { hasSecret } from './withhold-secrets.js';
import type { LockedSource, LockFile } from './lock-schema.js';

/** A source of a lock file, ready to be opened. */
export interface PinnedLock {
  /** As the lock file has it. */
  readonly reference: string;
  readonly locked: LockedSource;
  readonly provider: SourceProvider;
  readonly pinned: PinnedSource;
}

/** Entries of a memo that only serve to ask whether something moved. They change when nothing else does. */
const VALIDATORS: ReadonlySet<string> = new Set(['etag', 'modified']);

/**
 * Reads the sources of a lock file as their providers understand them.
 *
 * @param lockFile Absolute path: relative references start from its folder.
 * @throws ZooError `ERR_ZOO_PLUGIN_MISSING`, `ERR_ZOO_LOCK_INVALID` when the file says what its reference does not
 */
export function pinLockedSources(services: ZooServices, lock: LockFile, lockFile: string): PinnedLock[] {
  return Object.entries(lock.sources).map(([reference, locked]) => {
    const provider = services.registry.provider(locked.provider);
    const parsed = provider.parse(reference, { ...services.referenceHost, cwd: dirname(lockFile) });
    if (parsed === undefined) throw wrongReference(lockFile, reference, locked);
    const locator = { ...parsed, ...locked.locator };
    // What the reference says itself, nobody may say otherwise: the reference is what people read.
    const isSame = Object.entries(parsed).every(
      ([name, value]) => value === undefined || isDeepStrictEqual((locator as Record<string, unknown>)[name], value),
    );
    if (!isSame) throw wrongReference(lockFile, reference, locked);
    return { reference, locked, provider, pinned: { locator, revision: locked.revision, memo: locked.memo } };
  });
}

/**
 * How a registered source is written down.
 *
 * @throws ZooError `ERR_ZOO_REFERENCE_INVALID` when its reference holds a secret
 */
export function lockSource(
  services: ZooServices,
  source: SourceRecord,
  lockFile: string,
): { readonly reference: string; readonly locked: Omit<LockedSource, 'models'> } {
  if (hasSecret(source.key)) {
    throw new ZooError('ERR_ZOO_REFERENCE_INVALID', 'The reference of a source holds what may be a secret.', {
      hint: 'It would be kept with your project. Register the source under an address without it. Nothing was written.',
      details: { source: source.key },
    });
  }
  const host = { ...services.referenceHost, cwd: dirname(lockFile) };
  const provider = services.registry.provider(source.provider);
  const near = relativeReference(source.key, host.cwd);
  const reference = near !== undefined && provider.parse(near, host)?.key === source.key ? near : source.key;
  const parsed = provider.parse(reference, host) as Readonly<Record<string, unknown>> | undefined;
  const more = Object.entries(source.locator).filter(
    ([name, value]) => value !== undefined && parsed?.[name] === undefined,
  );
  const locator = Object.fromEntries(more.filter(([, value]) => !hasSecret(JSON.stringify(value))));
  const memo = Object.fromEntries(
    Object.entries(source.memo ?? {}).filter(([name, value]) => !VALIDATORS.has(name) && !hasSecret(value)),
  );
  return {
    reference,
    locked: {
      provider: source.provider,
      ...(source.alias !== undefined && { alias: source.alias }),
      ...(Object.keys(locator).length > 0 && { locator: locator as NonNullable<LockedSource['locator']> }),
      revision: source.revision,
      ...(Object.keys(memo).length > 0 && { memo }),
      treeDigest: source.treeDigest,
      reach: source.reach,
    },
  };
}

/** `./models` for a folder or archive below the lock file: a project is checked out at another path elsewhere. */
function relativeReference(key: string, folder: string): string | undefined {
  if (!key.startsWith('file:') || !URL.canParse(key)) return undefined;
  const url = new URL(key);
  const { hash } = url;
  url.hash = '';
  const path = relative(folder, fileURLToPath(url)).split(sep).join(posix.sep);
  if (path === '') return `.${hash}`;
  return path === '..' || path.startsWith('../') || posix.isAbsolute(path) || /^[a-z]:/i.test(path)
    ? undefined
    : `./${path}${hash}`;
}

function wrongReference(lockFile: string, reference: string, { provider }: LockedSource): ZooError {
  return new ZooError('ERR_ZOO_LOCK_INVALID', `${lockFile} says of ${reference} what its reference does not say.`, {
    hint: `The provider "${provider}" reads it differently. Write it anew with \`zoo lock\`. Nothing was changed.`,
    details: { file: lockFile, source: reference, provider },
  });
}
