import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { ZooError } from '../src/errors/zoo-error.js';
import type { Model } from '../src/model/model.js';
import type { ModelLoader } from '../src/plugins/model-loader.js';
import type { ByteRange, ModelManager } from '../src/plugins/model-manager.js';
import type { SourceProvider } from '../src/plugins/source-provider.js';
import type { ZooPlugin } from '../src/plugins/zoo-plugin.js';

/** Sources by name, each a map of paths to texts; and weights by name. Tests change them to see what a zoo makes of it. */
export interface Memory {
  readonly sources: Record<string, Record<string, string>>;
  readonly weights: Record<string, Uint8Array>;
  /** What was asked of the plugin, in order. */
  readonly calls: string[];
}

export function createMemory(): Memory {
  return { sources: {}, weights: {}, calls: [] };
}

/** A whole plugin that needs no outside: sources `memory:<name>`, manager type `memory`, loader type `text`. */
export function memoryPlugin(memory: Memory): ZooPlugin {
  return {
    name: 'modelzoo-memory',
    specVersion: 'v1',
    sources: [memorySource(memory)],
    managers: [memoryManager(memory)],
    loaders: [textLoader(memory)],
  };
}

function memorySource({ sources, calls }: Memory): SourceProvider {
  function filesOf(key: string): Record<string, string> {
    const files = sources[key.slice('memory:'.length).split('/')[0] ?? ''];
    if (files !== undefined) return files;
    throw new ZooError('ERR_ZOO_SOURCE_NOT_FOUND', `There is no ${key}.`, { hint: 'Check its spelling.' });
  }
  return {
    specVersion: 'v1',
    id: 'memory',
    forms: ['memory:name'],
    parse(reference) {
      const subPath = /^memory:[\w-]+(?:\/(?<subPath>[\w-]+))?$/.exec(reference)?.groups?.['subPath'];
      if (subPath !== undefined) return { provider: 'memory', key: reference, subPath };
      return /^memory:[\w-]+$/.test(reference) ? { provider: 'memory', key: reference } : undefined;
    },
    async doResolve(locator) {
      calls.push(`resolve ${locator.key}`);
      return {
        locator,
        revision: createHash('sha256')
          .update(JSON.stringify(filesOf(locator.key)))
          .digest('hex'),
        immutable: locator.key === 'memory:frozen',
      };
    },
    async doOpen({ locator }) {
      calls.push(`open ${locator.key}`);
      const files = filesOf(locator.key);
      async function* each() {
        for (const [path, text] of Object.entries(files)) {
          yield {
            path,
            async *open() {
              yield new TextEncoder().encode(text);
            },
          };
        }
      }
      return { kind: 'files', files: each() };
    },
  };
}

const managerConfigSchema = z.object({
  files: z.record(
    z.string(),
    z.object({ from: z.string(), sha256: z.string().optional(), sizeBytes: z.number().optional() }),
  ),
});

function memoryManager({ weights, calls }: Memory): ModelManager<z.output<typeof managerConfigSchema>> {
  return {
    specVersion: 'v1',
    id: 'memory',
    types: ['memory'],
    configSchema: managerConfigSchema,
    async doPlan({ config }) {
      return Object.entries(config.files).map(([path, { from, sha256, sizeBytes }]) => ({
        path,
        urls: [`memory:${from}`],
        sha256,
        sizeBytes,
      }));
    },
    async doFetch({ urls: [url] }, sink) {
      const bytes = weights[url.slice('memory:'.length)];
      const { resume, present } = sink;
      if (bytes !== undefined && resume?.sizeBytes === bytes.byteLength) {
        await sink.begin(resume);
        for (const { start, end } of gapsIn(present, bytes.byteLength)) {
          calls.push(`fetch ${url} ${start}-${end}`);
          await sink.write(start, bytes.subarray(start, end));
        }
        return;
      }
      calls.push(`fetch ${url}`);
      if (bytes === undefined) throw new ZooError('ERR_ZOO_FILE_NOT_FOUND', `There is no ${url}.`);
      await sink.begin({ validator: undefined, sizeBytes: bytes.byteLength });
      await sink.write(0, bytes);
    },
  };
}

function gapsIn(present: readonly ByteRange[], sizeBytes: number): ByteRange[] {
  const edges = [{ start: 0, end: 0 }, ...present, { start: sizeBytes, end: sizeBytes }];
  return edges.slice(1).flatMap(({ start: end }, index) => {
    const start = edges[index]?.end ?? 0;
    return start < end ? [{ start, end }] : [];
  });
}

/** A "model" that says how often its text stands in the input. */
function textLoader({ calls }: Memory): ModelLoader<{ readonly label?: string | undefined }> {
  return {
    specVersion: 'v1',
    id: 'text',
    types: ['text'],
    formats: ['.txt'],
    configSchema: z.strictObject({ label: z.string().optional() }),
    doProbe: async () => ({ ok: true, score: 1 }),
    async doLoad({ files, config, parameters }) {
      calls.push(`load ${files.files.length}`);
      const text = await readFile(files.files[0] ?? '', 'utf8');
      const label = typeof parameters['label'] === 'string' ? parameters['label'] : (config.label ?? text.trim());
      const predict: Model['predict'] = async (input) => {
        if (typeof input !== 'string' || input === 'bad')
          throw new ZooError('ERR_ZOO_INPUT_INVALID', 'That is no text.');
        return { _cls: 'Classification', label, confidence: input.includes(text.trim()) ? 1 : 0 };
      };
      return {
        mediaType: 'text',
        hasLogits: false,
        hasEmbeddings: false,
        predict,
        predictAll: async (inputs, options) => Promise.all(inputs.map((input) => predict(input, options))),
        embed: async () => new Float32Array(),
        embedAll: async () => [],
        async [Symbol.asyncDispose]() {
          calls.push('dispose');
        },
      };
    },
  };
}

export function manifestOf(...models: readonly Record<string, unknown>[]): string {
  return JSON.stringify({ name: 'test', models });
}

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function sha256Of(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
