import { ZooError } from '../errors/zoo-error.js';
import { quoteShort } from './quote-short.js';
import { baseNameProblem, versionProblem } from './name-rules.js';

/** A model as people write it: `[<source>::]<base_name>[@<version>]`. */
export interface ModelName {
  /** Reference, key or alias of the source that is meant. */
  readonly source?: string | undefined;
  readonly baseName: string;
  readonly version?: string | undefined;
}

const SOURCE_MARK = '::';

/**
 * Takes `[<source>::]<base_name>[@<version>]` apart. The version is what follows the last `@`, so that dots in a name stay
 * in the name; the source is everything before the last `::`, and may hold `@` and `:` itself.
 *
 * @throws ZooError `ERR_ZOO_NAME_INVALID`
 */
export function parseModelName(text: string): ModelName {
  const sourceEnd = text.lastIndexOf(SOURCE_MARK);
  const source = sourceEnd === -1 ? undefined : text.slice(0, sourceEnd);
  const name = sourceEnd === -1 ? text : text.slice(sourceEnd + SOURCE_MARK.length);
  const versionMark = name.lastIndexOf('@');
  const baseName = versionMark === -1 ? name : name.slice(0, versionMark);
  const version = versionMark === -1 ? undefined : name.slice(versionMark + 1);

  if (source === '') throw invalid(text, `nothing stands before ${SOURCE_MARK}`);
  const nameProblem = baseNameProblem(baseName);
  if (nameProblem !== undefined) throw invalid(text, `the name ${nameProblem}`);
  const wrongVersion = version === undefined ? undefined : versionProblem(version);
  if (wrongVersion !== undefined) throw invalid(text, `the version ${wrongVersion}`);
  return { source, baseName, version };
}

/** Writes a name the way {@link parseModelName} reads it. */
export function formatModelName(name: ModelName): string {
  const source = name.source === undefined ? '' : `${name.source}${SOURCE_MARK}`;
  const version = name.version === undefined ? '' : `@${name.version}`;
  return `${source}${name.baseName}${version}`;
}

function invalid(text: string, reason: string): ZooError {
  return new ZooError('ERR_ZOO_NAME_INVALID', `${quoteShort(text)} is not the name of a model: ${reason}.`, {
    hint: 'A name is written [<source>::]<base_name>[@<version>], as `zoo list` shows it.',
  });
}
