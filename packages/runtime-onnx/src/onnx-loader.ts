import { stat } from 'node:fs/promises';
import type { LoadRequest, Model, ModelLoader, PluginContext, ProbeResult } from '@modelzoo/core';
import { draftConfig, type DraftedGraph } from './draft/draft-config.js';
import { readGraph } from './draft/read-graph.js';
import { findModelFile } from './session/find-model-file.js';
import { withPreprocessor } from './tasks/with-preprocessor.js';
import { createTaskModel } from './tasks/create-task-model.js';
import { onnxruntimeDependency } from './session/import-onnxruntime.js';
import { sharpDependency } from './image/import-sharp.js';
import { withParameters } from './config/load-parameters.js';
import { loaderConfigSchema, toOnnxConfig, type LoaderConfig } from './config/loader-config.js';
import type { OnnxConfig } from './config/onnx-deployment-config.js';
import type { OnnxLimits } from './onnx-limits.js';
import type { Engine } from './workers/engine.js';
import { listDevices } from './session/list-devices.js';
import { createOnnxSession } from './session/onnx-session.js';
import { missingDependencies } from './probe-dependencies.js';

/** Loads `.onnx` files, as their config describes them. */
export function createOnnxLoader(limits: OnnxLimits, engine: () => Engine): ModelLoader<LoaderConfig> {
  let drafted: { readonly identity: string; readonly graph: DraftedGraph } | undefined;
  return {
    specVersion: 'v1',
    id: 'onnx',
    types: ['onnx'],
    formats: ['.onnx'],
    configSchema: loaderConfigSchema,
    async doProbe({ files, config }) {
      return probe(files.files, config);
    },
    async doLoad(request, context) {
      return load(request, context, limits, engine());
    },
    doListDevices: listDevices,
    async doDraft(request, { signal }) {
      // Each answer of an author brings another question about the same file.
      const { mtimeMs, size } = await stat(request.path);
      const identity = JSON.stringify([request.path, mtimeMs, size]);
      if (drafted?.identity !== identity) {
        drafted = { identity, graph: await readGraph(request.path, engine(), signal) };
      }
      return draftConfig(request, drafted.graph);
    },
  };
}

function probe(files: readonly string[], config: LoaderConfig): ProbeResult {
  if (!files.some((file) => file.toLowerCase().endsWith('.onnx'))) {
    return { ok: false, reason: 'The model holds no .onnx file.', missing: [] };
  }
  const needed = readsPictures(config) ? [onnxruntimeDependency, sharpDependency] : [onnxruntimeDependency];
  const missing = missingDependencies(needed);
  if (missing.length === 0) return { ok: true, score: 1 };
  const names = missing.map((each) => each.package).join(' and ');
  return { ok: false, reason: `It needs ${names}, not installed here.`, missing };
}

const WITHOUT_PICTURES = new Set<OnnxConfig['task']>([
  'tensors',
  'voice-activity',
  'audio-classification',
  'tabular',
  'text-classification',
  'text-embedding',
]);

function readsPictures(config: LoaderConfig): boolean {
  return !(WITHOUT_PICTURES as ReadonlySet<unknown>).has(config['task']);
}

async function load(
  request: LoadRequest<LoaderConfig>,
  context: PluginContext,
  limits: OnnxLimits,
  engine: Engine,
): Promise<Model> {
  const { files } = request;
  const warn = (message: string): void => context.log.warn(message);
  const given = toOnnxConfig(request.config, warn);
  const chosen = withParameters(given, request.parameters);
  const modelFile = findModelFile(files, chosen.file);
  const config = await withPreprocessor(chosen, { modelFile, files }, warn);
  const session = await createOnnxSession(modelFile, config.session ?? {}, engine, context.signal);
  try {
    return await createTaskModel({ session, config, modelFile, files, limits });
  } catch (error) {
    await session[Symbol.asyncDispose]();
    throw error;
  }
}
