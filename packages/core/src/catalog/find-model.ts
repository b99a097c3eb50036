import { ZooError } from '../errors/zoo-error.js';
import { parseModelName } from '../manifest/model-name.js';
import { compareVersions, latestVersion } from '../manifest/model-version.js';
import type { NameOptions } from '../models/model-types.js';
import type { CatalogModel } from './catalog-model.js';
import type { CatalogReader } from './catalog-reader.js';

/**
 * The one model that a name means: `[<source>::]<base_name>[@<version>]`, the latest version where none is said.
 *
 * @throws ZooError `ERR_ZOO_NAME_INVALID`, `ERR_ZOO_MODEL_NOT_FOUND`, `ERR_ZOO_NAME_AMBIGUOUS`, `ERR_ZOO_SOURCE_NOT_REGISTERED`
 */
export async function findModel(reader: CatalogReader, name: string, options: NameOptions): Promise<CatalogModel> {
  const wanted = parseModelName(name);
  const sourceText = wanted.source ?? options.source;
  const source = sourceText === undefined ? undefined : await reader.getSource(sourceText);
  const versions = (await reader.models(source, wanted.baseName)).filter(
    ({ baseName }) => baseName === wanted.baseName,
  );
  const candidates =
    wanted.version === undefined
      ? versions
      : versions.filter(({ version }) => version === wanted.version || isSameVersion(version, wanted.version));
  const sources = new Set(candidates.map((candidate) => candidate.source.key));
  if (sources.size > 1) throw ambiguous(name, candidates);
  const exact = candidates.find(({ version }) => version === wanted.version);
  if (wanted.version !== undefined && exact !== undefined) return exact;
  const latest = latestVersion(candidates.flatMap(({ version }) => version ?? []));
  const found = candidates.find(({ version }) => version === latest);
  if (found !== undefined) return found;
  throw notFound(name, versions, await reader.names(source));
}

function isSameVersion(version: string | undefined, wanted: string | undefined): boolean {
  return version !== undefined && wanted !== undefined && compareVersions(version, wanted) === 0;
}

function ambiguous(name: string, candidates: readonly CatalogModel[]): ZooError {
  const qualified = candidates.map(({ source, name: full }) => `${source.alias ?? source.key}::${full}`);
  return new ZooError('ERR_ZOO_NAME_AMBIGUOUS', `Several sources have a model called ${name}.`, {
    hint: `Say which one: ${qualified.join(', ')}.`,
    details: { name, candidates: qualified },
  });
}

function notFound(name: string, versions: readonly CatalogModel[], names: readonly string[]): ZooError {
  const known = versions.map((model) => model.name);
  const similar = known.length > 0 ? known : similarNames(name, names);
  return new ZooError('ERR_ZOO_MODEL_NOT_FOUND', `No registered source has a model called ${name}.`, {
    hint:
      similar.length > 0
        ? `There ${similar.length === 1 ? 'is' : 'are'} ${similar.join(', ')}.`
        : 'Register the source that has it, or search the models that are there.',
    details: { name, similar },
  });
}

const MOST_SUGGESTIONS = 5;

/** Names that hold the wanted one, or are held by it, in any case: what a missing organisation or a wrong case comes to. */
function similarNames(name: string, names: readonly string[]): string[] {
  const wanted = (name.split('/').at(-1) ?? name).toLowerCase();
  return names.filter((candidate) => candidate.toLowerCase().includes(wanted)).slice(0, MOST_SUGGESTIONS);
}
