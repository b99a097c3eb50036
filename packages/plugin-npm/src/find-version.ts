import { ZooError, type PluginLog, type ZooErrorCode } from '@modelzoo/core';
import type { Packument } from './packument-schema.js';
import { pickVersion } from './pick-version.js';
import { readPublishedVersion, type PublishedVersion } from './published-version.js';

/** A version that is looked for. */
export interface WantedVersion {
  readonly package: string;
  /** Exact version, range or dist-tag. */
  readonly range: string;
  readonly registryUrl: string;
  /** What a missing version is to the caller. */
  readonly notFound: ZooErrorCode;
}

/**
 * The version of a package that a range means, with a warning when its author deprecated it.
 * @throws ZooError `wanted.notFound`, `ERR_ZOO_RESPONSE_INVALID`
 */
export function findVersion(packument: Packument, wanted: WantedVersion, log: PluginLog): PublishedVersion {
  const picked = pickVersion(wanted.package, wanted.range, packument);
  if (picked === undefined) throw missingVersion(packument, wanted);
  const found = readPublishedVersion(wanted.package, picked, wanted.registryUrl);
  if (found.deprecated !== undefined) {
    log.warn(`${wanted.package}@${found.version} is deprecated by its author: ${found.deprecated}`);
  }
  return found;
}

function missingVersion(
  packument: Packument,
  { package: name, range, registryUrl, notFound }: WantedVersion,
): ZooError {
  const tags = Object.entries(packument['dist-tags'] ?? {}).map(([tag, version]) => `${tag} (${version})`);
  const count = Object.keys(packument.versions ?? {}).length;
  const subject = range === '*' ? 'any version' : `a version that fits "${range}"`;
  return new ZooError(notFound, `${new URL(registryUrl).host} does not have ${subject} of the package ${name}.`, {
    hint:
      count === 0
        ? 'Nothing is published under that name any more.'
        : `It has ${count} ${count === 1 ? 'version' : 'versions'}; its tags are ${tags.slice(0, 8).join(', ') || 'none'}.`,
    details: { package: name, range, versions: count },
  });
}
