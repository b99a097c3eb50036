import { ZooError, type DownloadResult } from '@modelzoo/core';
import type { CommandContext } from '../command-context.js';

/** Arguments of `zoo download`. */
export interface DownloadOptions {
  readonly nameOrReference: string;
  /** Models of the reference; none: its only one. */
  readonly modelNames: readonly string[];
  /** Every model of the source. */
  readonly all: boolean;
  readonly overwrite: boolean;
  /** Each `<promised>=<accepted>`: digests that are taken though the source promises others. */
  readonly acceptDigests: readonly string[];
  readonly source: string | undefined;
}

/** What was downloaded, and whether the user asked for a list. */
export interface DownloadReport {
  readonly downloads: readonly DownloadResult[];
  readonly asList: boolean;
}

/** Brings models into the store, one after the other, as each may use the whole line. */
export async function downloadModels(options: DownloadOptions, context: CommandContext): Promise<DownloadReport> {
  const { zoo, signal } = context;
  const { nameOrReference, overwrite, source, modelNames } = options;
  const acceptDigests = parseAccepted(options.acceptDigests);
  const downloads: DownloadResult[] = [];
  if (options.all) {
    const key = await registeredKey(nameOrReference, context);
    for (const { name } of await zoo.listModels({ source: key })) {
      downloads.push(await zoo.downloadModel(name, { source: key, overwrite, acceptDigests, signal }));
    }
    return { downloads, asList: true };
  }
  const names = modelNames.length === 0 ? [undefined] : modelNames;
  for (const modelName of names) {
    downloads.push(await zoo.downloadModel(nameOrReference, { modelName, source, overwrite, acceptDigests, signal }));
  }
  return { downloads, asList: modelNames.length > 1 };
}

function parseAccepted(pairs: readonly string[]): Record<string, string> | undefined {
  if (pairs.length === 0) return undefined;
  return Object.fromEntries(
    pairs.map((pair) => {
      const [promised = '', accepted, ...more] = pair.split('=');
      if (accepted === undefined || more.length > 0) {
        throw new ZooError('ERR_ZOO_USAGE', `"${pair}" is not written <promised sha256>=<accepted sha256>.`, {
          hint: 'The error that named the wrong digest shows how.',
        });
      }
      return [promised, accepted];
    }),
  );
}

async function registeredKey(aliasOrReference: string, context: CommandContext): Promise<string> {
  const sources = await context.zoo.listSources();
  const known = sources.find(({ key, alias }) => key === aliasOrReference || alias === aliasOrReference);
  if (known !== undefined) return known.key;
  const { source } = await context.zoo.registerSource(aliasOrReference, { signal: context.signal });
  return source.key;
}
