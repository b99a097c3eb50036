import { ZooError } from '../errors/zoo-error.js';
import type { ZooPlugin } from './zoo-plugin.js';

const SPEC_VERSION = 'v1';

const requiredMethods = {
  sources: ['parse', 'doResolve', 'doOpen'],
  managers: ['doPlan', 'doFetch'],
  loaders: ['doProbe', 'doLoad'],
} as const;

/** Whether a value is a plugin that this core can use. @throws ZooError `ERR_ZOO_PLUGIN_INVALID`, saying what is wrong */
export function checkPlugin(value: unknown): asserts value is ZooPlugin {
  if (!isObject(value) || typeof value['name'] !== 'string' || value['name'] === '') {
    throw invalid('A plugin', 'is no object with a name', 'a plugin');
  }
  const { name } = value;
  checkSpecVersion(name, value['specVersion']);
  for (const [kind, methods] of Object.entries(requiredMethods)) {
    const parts = value[kind] ?? [];
    if (!Array.isArray(parts)) throw invalid(`The plugin ${name}`, `gives ${kind} that are no list`, name);
    for (const part of parts) {
      if (!isObject(part) || typeof part['id'] !== 'string') {
        throw invalid(`The plugin ${name}`, `gives ${kind} without an id`, name);
      }
      checkSpecVersion(`${name} (${part['id']})`, part['specVersion']);
      const absent = methods.filter((method) => typeof part[method] !== 'function');
      if (absent.length > 0) throw invalid(`"${part['id']}" of the plugin ${name}`, `lacks ${absent.join(', ')}`, name);
    }
  }
}

function checkSpecVersion(who: string, specVersion: unknown): void {
  if (specVersion === SPEC_VERSION) return;
  throw invalid(
    `The plugin ${who}`,
    `is made for another contract ("${String(specVersion)}", where this core speaks "${SPEC_VERSION}")`,
    who,
  );
}

function invalid(who: string, what: string, name: string): ZooError {
  return new ZooError('ERR_ZOO_PLUGIN_INVALID', `${who} ${what}.`, {
    hint: 'Install a version of the plugin that fits this version of @modelzoo/core.',
    details: { plugin: name },
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
