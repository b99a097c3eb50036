import { ZooError } from '../errors/zoo-error.js';
import { redact } from '../errors/redact.js';
import type { Diagnostic } from '../sources/source-types.js';
import { checkModels, type ManifestProblem } from './check-models.js';
import { jsonPointer, locateValues, type ValuePosition } from './json-position.js';
import type { ModelEntry } from './manifest-schema.js';
import { invalidManifest, readJson, type JsonFile } from './read-json.js';

const MOST_MODELS = 100_000;
const MOST_DIAGNOSTICS = 1000;

/** A `manifest.json` as it was read. */
export interface ParsedManifest {
  readonly name?: string | undefined;
  readonly url?: string | undefined;
  /** The models that can be used, in the order of the file, unknown keys and all. An empty version or path is `null`. */
  readonly models: readonly ModelEntry[];
  /** Why the others cannot, and what else is odd. */
  readonly diagnostics: readonly Diagnostic[];
  /** The JSON as it stands in the file. */
  readonly raw: unknown;
}

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Reads a `manifest.json`: UTF-8 of at most 16 MiB, 100 levels and 100,000 models. A model that is not as the format says
 * becomes a diagnostic and hides none of its neighbours. Keys like `__proto__` are data.
 *
 * @param origin - path of the file, for messages. Default `manifest.json`
 * @throws ZooError `ERR_ZOO_MANIFEST_INVALID` when the file as a whole cannot be read, `ERR_ZOO_MANIFEST_FOREIGN` when it is
 *   the `manifest.json` of something else; with `origin`, `pointer`, `line` and `column` in `details`
 */
export function parseManifest(text: string | Uint8Array, origin = 'manifest.json'): ParsedManifest {
  const file = readJson(text, origin);
  const root = requireRoot(file, origin);
  const values = requireModels(file, root, origin);
  const { models, problems } = checkModels(withVersionTexts(file, values));

  const oddities = (['name', 'url'] as const)
    .filter((key) => root[key] != null && typeof root[key] !== 'string')
    .map((key): ManifestProblem => ({
      severity: 'warning',
      path: [key],
      message: `The ${key} of the manifest is not a text.`,
    }));
  return {
    name: typeof root['name'] === 'string' ? root['name'] : undefined,
    url: typeof root['url'] === 'string' ? root['url'] : undefined,
    models,
    diagnostics: toDiagnostics(file, origin, [...oddities, ...problems]),
    raw: file.value,
  };
}

function requireRoot(file: JsonFile, origin: string): JsonObject {
  if (isObject(file.value)) return file.value;
  if (Array.isArray(file.value) && file.value.some(looksLikeModel)) {
    throw refuse(file, origin, [], 'is a list of models, which belongs in an object under the key "models"');
  }
  throw foreign(file, origin);
}

function requireModels(file: JsonFile, root: JsonObject, origin: string): readonly unknown[] {
  const models = root['models'];
  if (!Object.hasOwn(root, 'models')) {
    if (!looksLikeModel(root)) throw foreign(file, origin);
    throw refuse(file, origin, [], 'is a single model, which belongs in a list under the key "models"');
  }
  if (!Array.isArray(models)) throw refuse(file, origin, ['models'], 'has a "models" that is not a list');
  if (models.length > MOST_MODELS) {
    throw refuse(file, origin, ['models'], `declares more than ${MOST_MODELS} models`);
  }
  return models;
}

/** A version written as a number is the text it is written with: 1.10 is not 1.1. */
function withVersionTexts(file: JsonFile, values: readonly unknown[]): readonly unknown[] {
  const numbered = values.flatMap((value, index) => (hasNumberForVersion(value) ? [versionPath(index)] : []));
  if (numbered.length === 0) return values;
  const positions = locateValues(file.text, numbered);
  return values.map((value, index) => {
    const text = positions.get(jsonPointer(versionPath(index)))?.text;
    // oxlint-disable-next-line no-map-spread -- the value as read must stay as it is
    return hasNumberForVersion(value) && text !== undefined ? { ...value, version: text } : value;
  });
}

function hasNumberForVersion(value: unknown): value is JsonObject {
  return isObject(value) && typeof value['version'] === 'number';
}

function versionPath(index: number): readonly PropertyKey[] {
  return ['models', index, 'version'];
}

function toDiagnostics(file: JsonFile, origin: string, problems: readonly ManifestProblem[]): readonly Diagnostic[] {
  const shown = problems.slice(0, MOST_DIAGNOSTICS);
  const positions = locateValues(
    file.text,
    shown.map(({ path }) => path),
  );
  const diagnostics = shown.map(({ severity, path, message }) => {
    const pointer = jsonPointer(path);
    return toDiagnostic({ severity, path: origin, message, pointer }, positions.get(pointer));
  });
  const rest = problems.length - shown.length;
  if (rest === 0) return diagnostics;
  const message = `${rest} more things are wrong with the models of this manifest.`;
  return [...diagnostics, toDiagnostic({ severity: 'error', path: origin, message, pointer: '/models' }, undefined)];
}

function toDiagnostic(
  diagnostic: Pick<Diagnostic, 'severity' | 'path' | 'message'> & { readonly pointer: string },
  position: ValuePosition | undefined,
): Diagnostic {
  return {
    ...diagnostic,
    code: 'ERR_ZOO_MANIFEST_INVALID',
    // Both quote what a stranger wrote.
    message: redact(diagnostic.message),
    pointer: redact(diagnostic.pointer),
    line: position?.line,
    column: position?.column,
  };
}

function refuse(file: JsonFile, origin: string, path: readonly PropertyKey[], reason: string): ZooError {
  const pointer = jsonPointer(path);
  const { line, column } = locateValues(file.text, [path]).get(pointer) ?? { line: 1, column: 1 };
  return invalidManifest(origin, pointer, { line, column }, reason);
}

function foreign(file: JsonFile, origin: string): ZooError {
  const { line, column } = locateValues(file.text, [[]]).get('') ?? { line: 1, column: 1 };
  return new ZooError(
    'ERR_ZOO_MANIFEST_FOREIGN',
    `${origin} is not the manifest of a model source: it has no list of "models" (line ${line}, column ${column}).`,
    {
      hint: 'Many kinds of programs have a file of that name. If this one should declare models, list them under "models".',
      details: { origin, pointer: '', line, column },
    },
  );
}

function looksLikeModel(value: unknown): boolean {
  return isObject(value) && Object.hasOwn(value, 'base_name');
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
