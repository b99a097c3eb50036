import {
  ZooError,
  type LoadRequest,
  type Model,
  type ModelLoader,
  type PluginContext,
  type ProbeResult,
} from '@modelzoo/core';
import { findModelFile } from './session/find-model-file.js';
import { createImageClassificationModel } from './tasks/image-classification-model.js';
import { onnxruntimeDependency } from './session/import-onnxruntime.js';
import { sharpDependency } from './image/import-sharp.js';
import { withParameters } from './config/load-parameters.js';
import { onnxConfigSchema, type OnnxConfig } from './config/onnx-deployment-config.js';
import type { OnnxLimits } from './onnx-limits.js';
import { createOnnxSession } from './session/onnx-session.js';
import { missingDependencies } from './probe-dependencies.js';
import { createTensorModel } from './tasks/tensor-model.js';

/** Loads `.onnx` files, as their config describes them. */
export function createOnnxLoader(limits: OnnxLimits): ModelLoader<OnnxConfig> {
  return {
    specVersion: 'v1',
    id: 'onnx',
    types: ['onnx'],
    formats: ['.onnx'],
    configSchema: onnxConfigSchema,
    async doProbe({ files, config }) {
      return probe(files.files, config);
    },
    async doLoad(request, context) {
      return load(request, context, limits);
    },
  };
}

function probe(files: readonly string[], config: OnnxConfig): ProbeResult {
  if (!files.some((file) => file.toLowerCase().endsWith('.onnx'))) {
    return { ok: false, reason: 'The model holds no .onnx file.', missing: [] };
  }
  const needed = config.task === 'tensors' ? [onnxruntimeDependency] : [onnxruntimeDependency, sharpDependency];
  const missing = missingDependencies(needed);
  if (missing.length === 0) return { ok: true, score: 1 };
  const names = missing.map((each) => each.package).join(' and ');
  return { ok: false, reason: `It needs ${names}, not installed here.`, missing };
}

async function load(request: LoadRequest<OnnxConfig>, context: PluginContext, limits: OnnxLimits): Promise<Model> {
  const { files } = request;
  const config = withParameters(request.config, request.parameters);
  if (!isBuilt(config)) {
    throw new ZooError('ERR_ZOO_CAPABILITY_MISSING', `Models of the task "${config.task}" cannot be run yet.`, {
      hint: 'A later version will. Until then a hook of the source can do it, with the task "tensors" underneath.',
      details: { task: config.task },
    });
  }
  const modelFile = findModelFile(files, config.file);
  const session = await createOnnxSession(modelFile, config.session ?? {}, context.signal);
  if (config.task === 'tensors') return createTensorModel(session);
  try {
    return await createImageClassificationModel({ session, config, modelFile, files, limits });
  } catch (error) {
    await session[Symbol.asyncDispose]();
    throw error;
  }
}

type BuiltConfig = Extract<OnnxConfig, { task: 'image-classification' | 'tensors' }>;

function isBuilt(config: OnnxConfig): config is BuiltConfig {
  return config.task === 'image-classification' || config.task === 'tensors';
}
