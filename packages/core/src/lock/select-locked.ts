import { ZooError } from '../errors/zoo-error.js';
import { parseModelName } from '../manifest/model-name.js';
import { compareVersions, latestVersion } from '../manifest/model-version.js';
import type { ZooServices } from '../zoo-services.js';
import type { PinnedLock } from './locked-source.js';

/** A model of a lock file. */
export interface SelectedModel {
  readonly source: PinnedLock;
  /** Name with version. */
  readonly name: string;
}

/**
 * The locked model that a name means, or the reference of a source with one model: the latest version where none is said.
 *
 * @throws ZooError `ERR_ZOO_NAME_INVALID` for what is neither, `ERR_ZOO_NAME_AMBIGUOUS`
 */
export function selectLocked(
  services: ZooServices,
  sources: readonly PinnedLock[],
  text: string,
): SelectedModel | undefined {
  const byReference = sources.find((source) => isCalled(services, source, text));
  if (byReference !== undefined) {
    const [only, ...others] = Object.keys(byReference.locked.models);
    return only === undefined || others.length > 0 ? undefined : { source: byReference, name: only };
  }
  const wanted = parseModelName(text);
  const candidates = sources
    .filter((source) => wanted.source === undefined || isCalled(services, source, wanted.source))
    .flatMap((source) => Object.keys(source.locked.models).map((name) => ({ ...parseModelName(name), source, name })))
    .filter(({ baseName, version }) => baseName === wanted.baseName && isVersion(version, wanted.version));
  const references = [...new Set(candidates.map(({ source }) => source.reference))];
  if (references.length > 1) {
    throw new ZooError('ERR_ZOO_NAME_AMBIGUOUS', `Several locked sources have a model called ${text}.`, {
      hint: `Say which one: ${references.map((reference) => `${reference}::${wanted.baseName}`).join(', ')}.`,
      details: { name: text, sources: references },
    });
  }
  const latest = latestVersion(candidates.flatMap(({ version }) => version ?? []));
  const found =
    candidates.find(({ version }) => version === wanted.version) ??
    candidates.find(({ version }) => version === latest);
  return found && { source: found.source, name: found.name };
}

function isCalled(services: ZooServices, { reference, locked, pinned }: PinnedLock, text: string): boolean {
  const { key } = pinned.locator;
  if (text === reference || text === key || text === locked.alias) return true;
  return services.registry.tryParseReference(text, services.referenceHost)?.locator.key === key;
}

function isVersion(version: string | undefined, wanted: string | undefined): boolean {
  if (wanted === undefined || version === wanted) return true;
  return version !== undefined && compareVersions(version, wanted) === 0;
}
