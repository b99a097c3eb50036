import { ZooError } from '@modelzoo/core';
import { parse } from 'ssri';
import type { PickedVersion } from './pick-version.js';

/** One version of a package, as its registry describes it. */
export interface PublishedVersion {
  /** Exact: `1.4.2`. */
  readonly version: string;
  readonly tarballUrl: string;
  /** Subresource integrity with one digest, the strongest that the registry gives: `sha512-<base64>`. */
  readonly integrity: string;
  /** What the author says of a version that should no longer be used. */
  readonly deprecated: string | undefined;
}

const STRONGEST_FIRST = ['sha512', 'sha384', 'sha256', 'sha1'];
const NPM_HOST = 'registry.npmjs.org';

/**
 * Checks what a registry says about a version.
 * @throws ZooError `ERR_ZOO_RESPONSE_INVALID` when it promises no digest, or has no web address for the tarball
 */
export function readPublishedVersion(
  packageName: string,
  picked: PickedVersion,
  registryUrl: string,
): PublishedVersion {
  const { version, dist, deprecated } = picked;
  const name = `${packageName}@${version}`;
  const tarballUrl = findTarballUrl(dist?.tarball ?? '', registryUrl);
  if (tarballUrl === undefined) throw invalid(`The registry names no address for the files of ${name}.`, name);
  const integrity = findIntegrity(dist?.integrity, dist?.shasum);
  if (integrity === undefined) throw invalid(`The registry promises no digest for the files of ${name}.`, name);
  return { version, tarballUrl, integrity, deprecated: findDeprecation(deprecated) };
}

function findTarballUrl(text: string, registryUrl: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (!/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return undefined;
  const registry = new URL(registryUrl);
  if (url.host === registry.host) {
    // Documents written long ago still say http.
    url.protocol = registry.protocol;
  } else if (url.hostname === NPM_HOST) {
    // Mirrors pass on documents that name npm's own host. Whoever configured one wants it asked, as npm does.
    return new URL(`.${url.pathname}`, registry).href;
  }
  return url.href;
}

function findIntegrity(integrity: string | null | undefined, shasum: string | null | undefined): string | undefined {
  const digests = parse(integrity ?? '');
  for (const algorithm of STRONGEST_FIRST) {
    const [digest] = digests?.[algorithm] ?? [];
    if (digest !== undefined) return `${algorithm}-${digest.digest}`;
  }
  if (shasum == null || !/^[0-9a-f]{40}$/i.test(shasum)) return undefined;
  return `sha1-${Buffer.from(shasum, 'hex').toString('base64')}`;
}

function findDeprecation(deprecated: string | boolean | null | undefined): string | undefined {
  if (deprecated === true) return 'The author does not say why.';
  return deprecated === false || deprecated == null || deprecated === '' ? undefined : deprecated;
}

function invalid(message: string, name: string): ZooError {
  return new ZooError('ERR_ZOO_RESPONSE_INVALID', message, {
    hint: 'Nothing was downloaded. Tell whoever runs the registry, or choose another version.',
    details: { package: name },
  });
}
