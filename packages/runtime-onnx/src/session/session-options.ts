import { ZooError } from '@modelzoo/core';
import type { InferenceSession } from 'onnxruntime-node';
import type { SessionConfig } from '../config/session-config.js';
import type { OnnxRuntime } from './import-onnxruntime.js';

/**
 * A config in the words of the runtime.
 * @throws ZooError `ERR_ZOO_CAPABILITY_MISSING` for a provider that this build lacks
 */
export function sessionOptions(runtime: OnnxRuntime, config: SessionConfig): InferenceSession.SessionOptions {
  checkProviders(runtime, config.providers);
  return {
    executionProviders: [...(config.providers ?? ['cpu'])],
    graphOptimizationLevel: config.graph_optimization ?? 'all',
    ...(config.intra_op_threads !== undefined && { intraOpNumThreads: config.intra_op_threads }),
    // What fails is thrown; the runtime would write the same to standard error, past everybody.
    logSeverityLevel: 4,
  };
}

function checkProviders(runtime: OnnxRuntime, wanted: SessionConfig['providers']): void {
  const available = runtime.listSupportedBackends().map(({ name }) => name);
  const missing = (wanted ?? []).filter((name) => !available.includes(name));
  if (missing.length === 0) return;
  throw new ZooError(
    'ERR_ZOO_CAPABILITY_MISSING',
    `The model wants to run on ${missing.join(', ')}, which is not here.`,
    {
      hint: `This build of onnxruntime has ${available.join(', ')}.`,
      details: { missing, available },
    },
  );
}
