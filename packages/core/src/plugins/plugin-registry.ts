import { ZooError } from '../errors/zoo-error.js';
import type { PluginChoice } from '../manifest/manifest-schema.js';
import { checkPlugin } from './check-plugin.js';
import { knownPlugins } from './known-plugins.js';
import type { ModelLoader } from './model-loader.js';
import type { ModelManager } from './model-manager.js';
import type { ReferenceHost, SourceLocator, SourceProvider } from './source-provider.js';
import type { ZooPlugin } from './zoo-plugin.js';

/** Which plugin takes this reference, this way to download, this way to load. */
export interface PluginRegistry {
  readonly plugins: readonly ZooPlugin[];
  /** @throws ZooError `ERR_ZOO_REFERENCE_INVALID`, `ERR_ZOO_REFERENCE_AMBIGUOUS` */
  parseReference(reference: string, host: ReferenceHost): ParsedReference;
  /** As {@link parseReference}, with `undefined` for what is no reference. */
  tryParseReference(reference: string, host: ReferenceHost): ParsedReference | undefined;
  /** @throws ZooError `ERR_ZOO_PLUGIN_MISSING` */
  provider(id: string): SourceProvider;
  /** @throws ZooError `ERR_ZOO_PLUGIN_MISSING` */
  managerFor(choice: PluginChoice): ModelManager;
  /** By type, else by the endings of the files. @throws ZooError `ERR_ZOO_PLUGIN_MISSING` */
  loaderFor(choice: PluginChoice | undefined, files: readonly string[]): ModelLoader;
}

/** A reference and the one provider that claims it. */
export interface ParsedReference {
  readonly provider: SourceProvider;
  readonly locator: SourceLocator;
}

interface Owned<Part> {
  readonly plugin: string;
  readonly part: Part;
}

/** @throws ZooError `ERR_ZOO_PLUGIN_INVALID` when a plugin does not keep its contract, or two have the same id */
export function createPluginRegistry(plugins: readonly ZooPlugin[]): PluginRegistry {
  for (const plugin of plugins) checkPlugin(plugin);
  const providers = uniqueById(plugins, 'sources', (plugin) => plugin.sources ?? []);
  const managers = uniqueById(plugins, 'managers', (plugin) => plugin.managers ?? []);
  const loaders = uniqueById(plugins, 'loaders', (plugin) => plugin.loaders ?? []);

  function claims(reference: string, host: ReferenceHost): ParsedReference[] {
    const scheme = /^([a-z][a-z0-9+.-]*):/.exec(reference)?.[1];
    const forced = providers.filter(({ part }) => part.id === scheme);
    return (forced.length > 0 ? forced : providers).flatMap(({ part: provider }) => {
      const locator = provider.parse(reference, host);
      return locator === undefined ? [] : [{ provider, locator }];
    });
  }

  function tryParseReference(reference: string, host: ReferenceHost): ParsedReference | undefined {
    const [first, ...others] = claims(reference, host);
    if (others.length === 0) return first;
    const ids = [first, ...others].map((claim) => claim?.provider.id ?? '');
    throw new ZooError('ERR_ZOO_REFERENCE_AMBIGUOUS', `Several providers understand ${reference}: ${ids.join(', ')}.`, {
      hint: `Say which one with its scheme, as in ${ids[0]}:${reference}.`,
      details: { reference, providers: ids },
    });
  }

  return {
    plugins,
    tryParseReference,
    parseReference(reference, host) {
      const parsed = tryParseReference(reference, host);
      if (parsed !== undefined) return parsed;
      const forms = providers.flatMap(({ part }) => part.forms);
      throw new ZooError('ERR_ZOO_REFERENCE_INVALID', `${reference || 'An empty text'} is no reference of a source.`, {
        hint:
          forms.length === 0 ? 'No source provider is installed.' : `These forms are understood: ${forms.join(', ')}.`,
        details: { reference, forms },
      });
    },
    provider(id) {
      const found = providers.find(({ part }) => part.id === id);
      if (found !== undefined) return found.part;
      throw new ZooError('ERR_ZOO_PLUGIN_MISSING', `The provider "${id}" of this source is not installed.`, {
        hint: 'Install the plugin that it was registered with; nothing was changed.',
        details: { provider: id },
      });
    },
    managerFor(choice) {
      const config = choice.config ?? {};
      const manager =
        byType(managers, choice.type) ?? managers.find(({ part }) => part.accepts?.(config) === true)?.part;
      return manager ?? missing('download', choice.type);
    },
    loaderFor(choice, files) {
      const typed = byType(loaders, choice?.type);
      if (typed !== undefined) return typed;
      // A type of another system says nothing here, but a file that we can read still can be read.
      const reads = loaders.filter(({ part }) =>
        files.some((file) => part.formats.some((format) => file.toLowerCase().endsWith(format))),
      );
      const [only] = reads;
      if (choice?.type == null && only !== undefined && reads.length === 1) return only.part;
      return missing('load', choice?.type);
    },
  };
}

function byType<Part extends ModelManager | ModelLoader>(
  parts: readonly Owned<Part>[],
  type: string | null | undefined,
): Part | undefined {
  if (type == null) return undefined;
  const named = parts.filter(({ part }) => part.types.includes(type));
  if (named.length > 1) {
    const choices = named.map(({ plugin }) => `${plugin}#${type}`);
    throw new ZooError('ERR_ZOO_CONFIG_INVALID', `Several plugins handle the type "${type}".`, {
      hint: `Write one of ${choices.join(', ')} instead.`,
      details: { type, choices },
    });
  }
  return (
    named[0] ??
    parts.find(({ plugin, part }) => part.types.some((own) => `${plugin}#${own}` === type)) ??
    parts.find(({ part }) => part.aliases?.includes(type))
  )?.part;
}

function missing(verb: 'download' | 'load', type: string | null | undefined): never {
  const suggestion = knownPlugins.find((known) => known.type.test(type ?? ''))?.package;
  throw new ZooError(
    'ERR_ZOO_PLUGIN_MISSING',
    type == null
      ? `The model does not say how to ${verb} it in a way that an installed plugin understands.`
      : `No installed plugin can ${verb} models of the type "${type}".`,
    {
      hint:
        suggestion === undefined
          ? 'Look for a package with the keyword "modelzoo-plugin" that handles it.'
          : `Install ${suggestion} and give it to the zoo.`,
      details: { type, package: suggestion },
    },
  );
}

function uniqueById<Part extends { readonly id: string }>(
  plugins: readonly ZooPlugin[],
  kind: string,
  partsOf: (plugin: ZooPlugin) => readonly Part[],
): Owned<Part>[] {
  const owned = plugins.flatMap((plugin) => partsOf(plugin).map((part) => ({ plugin: plugin.name, part })));
  const seen = new Map<string, string>();
  for (const { plugin, part } of owned) {
    const other = seen.get(part.id);
    if (other !== undefined) {
      throw new ZooError('ERR_ZOO_PLUGIN_INVALID', `${other} and ${plugin} both give ${kind} called "${part.id}".`, {
        hint: 'Leave one of them out.',
        details: { plugins: [other, plugin], id: part.id },
      });
    }
    seen.set(part.id, plugin);
  }
  return owned;
}
