import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ZooError, type HookContext, type Model, type PluginChoice, type PluginContext } from '@modelzoo/core';
import { onnx } from '@modelzoo/runtime-onnx';

const sourceDir = fileURLToPath(new URL('../../sources/ppocr', import.meta.url));

/** What the hook meets of a zoo, without one: graphs run in the real runtime, packages come from this workspace. */
export function createHookContext(modelPath: string): HookContext {
  const context: PluginContext = {
    fetch: () => Promise.reject(new Error('Nothing here needs the network.')),
    signal: new AbortController().signal,
    log: { debug: ignore, info: ignore, warn: ignore },
    env: {},
    emit: ignore,
    connections: { max: 1, onSpare: () => ignore },
    offline: true,
  };
  return {
    fetch: context.fetch,
    log: context.log,
    signal: context.signal,
    sourceDir,
    sourceFile: async (path) => join(sourceDir, path),
    download: () => Promise.reject(new Error('The weights are there already.')),
    load: (choice, { path = '' } = {}) =>
      loadDeclared(choice, isAbsolute(path) ? path : join(modelPath, path), context),
    error: (code, message, options) => new ZooError(code, message, options),
    import: (name) => import(name),
  };
}

/** A model out of one file, as its declaration says. */
async function loadDeclared({ config }: PluginChoice, path: string, context: PluginContext): Promise<Model> {
  const [loader] = onnx().loaders ?? [];
  if (loader === undefined) throw new Error('The runtime has no loader.');
  const checked = await loader.configSchema['~standard'].validate(config);
  if (checked.issues !== undefined) throw new Error(JSON.stringify(checked.issues));
  const files = { path, files: [path], sourceDir };
  return loader.doLoad({ files, config: checked.value, parameters: {}, model: undefined }, context);
}

function ignore(): void {}
