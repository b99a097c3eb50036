import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HookContext, Model, Tensor } from '@modelzoo/core';

/** The part of a zoo that the hook meets, without a zoo: graphs run in this process, packages come from this workspace. */
export function createHookContext(modelPath: string): HookContext {
  return {
    fetch: () => Promise.reject(new Error('The hook asked for the network.')),
    download: () => Promise.reject(new Error('The hook asked for a download.')),
    log: { debug: ignore, info: ignore, warn: ignore },
    signal: new AbortController().signal,
    sourceDir: fileURLToPath(new URL('../../sources/ppocr', import.meta.url)),
    load: (_choice, { path = '' } = {}) => loadGraph(isAbsolute(path) ? path : join(modelPath, path)),
    import: (name) => import(name),
  };
}

async function loadGraph(path: string): Promise<Model> {
  process.env['ORT_DISABLE_TELEMETRY'] = '1';
  const { InferenceSession, Tensor: OrtTensor } = await import('onnxruntime-node');
  const session = await InferenceSession.create(path, { intraOpNumThreads: 2, logSeverityLevel: 3 });
  const predict: Model['predict'] = async (input) => {
    const feeds: Record<string, InstanceType<typeof OrtTensor>> = {};
    for (const [name, tensor] of Object.entries(input as Readonly<Record<string, Tensor>>)) {
      feeds[name] = new OrtTensor('float32', tensor.data as Float32Array, tensor.dims);
    }
    const tensors: Record<string, Tensor> = {};
    for (const [name, output] of Object.entries(await session.run(feeds))) {
      tensors[name] = { type: 'float32', dims: output.dims, data: output.data };
    }
    return { _cls: 'Tensors', tensors };
  };
  return {
    mediaType: 'tensor',
    hasLogits: false,
    hasEmbeddings: false,
    predict,
    predictAll: (inputs) => Promise.all(inputs.map((input) => predict(input))),
    embed: () => Promise.reject(new Error('none')),
    embedAll: () => Promise.reject(new Error('none')),
    [Symbol.asyncDispose]: () => session.release(),
  };
}

function ignore(): void {}
