import { ZooError } from '../errors/zoo-error.js';
import type { ZooPlugin } from './zoo-plugin.js';

/** The contract that this core speaks. */
const SPEC_VERSION = 'v1';

/** Kinds of parts that a plugin may have, and the functions that each part must have. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  sources: ['parse', 'doResolve', 'doOpen'],
  managers: ['doPlan', 'doFetch'],
  loaders: ['doProbe', 'doLoad'],
};

/**
 * Makes sure that a value is a plugin that this core can use.
 *
 * @param name What the user calls it. Default: what it calls itself.
 * @throws ZooError `ERR_ZOO_PLUGIN_INVALID`, with everything that is wrong
 */
export function checkPlugin(value: unknown, name?: string): asserts value is ZooPlugin {
  const problems = pluginProblems(value);
  if (problems.length === 0) return;
  const plugin = name ?? (isRecord(value) && typeof value['name'] === 'string' ? value['name'] : 'A value');
  throw new ZooError('ERR_ZOO_PLUGIN_INVALID', `${plugin} is not a plugin of modelzoo. ${problems.join(' ')}`, {
    hint: 'A plugin is an object with name, specVersion "v1" and sources, managers or loaders. If it has another specVersion, install a version of it that fits this @modelzoo/core.',
    details: { plugin, problems },
  });
}

/** What keeps a value from being a plugin, in full sentences; nothing when it is one. */
function pluginProblems(value: unknown): readonly string[] {
  if (!isRecord(value)) return [`It is ${describe(value)}, and no object.`];
  const problems: string[] = [];
  if (typeof value['name'] !== 'string' || value['name'] === '')
    problems.push('"name" is not the name of its package.');
  if (value['specVersion'] !== SPEC_VERSION) {
    problems.push(`"specVersion" is ${describe(value['specVersion'])}; this core speaks "${SPEC_VERSION}".`);
  }
  const kinds = Object.keys(PARTS).filter((kind) => value[kind] !== undefined);
  if (kinds.length === 0) problems.push('It has none of "sources", "managers" and "loaders".');
  for (const kind of kinds) problems.push(...partsProblems(kind, value[kind]));
  return problems;
}

function partsProblems(kind: string, parts: unknown): readonly string[] {
  if (!Array.isArray(parts)) return [`"${kind}" is not a list.`];
  return parts.flatMap((part: unknown, index) => {
    const place = `${kind}[${index}]`;
    if (!isRecord(part)) return [`${place} is ${describe(part)}, and no object.`];
    const missing = (PARTS[kind] ?? []).filter((name) => typeof part[name] !== 'function');
    return [
      ...(typeof part['id'] === 'string' && part['id'] !== '' ? [] : [`${place} has no "id".`]),
      ...(part['specVersion'] === SPEC_VERSION
        ? []
        : [`"specVersion" of ${place} is ${describe(part['specVersion'])}.`]),
      ...(missing.length === 0 ? [] : [`${place} lacks ${missing.join(', ')}.`]),
    ];
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describe(value: unknown): string {
  if (value === undefined) return 'missing';
  return typeof value === 'string'
    ? JSON.stringify(value)
    : `a value of type ${value === null ? 'null' : typeof value}`;
}
