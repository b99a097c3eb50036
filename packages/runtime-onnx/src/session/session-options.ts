import { ZooError } from '@modelzoo/core';
import type { SessionConfig } from '../config/session-config.js';
import type { RuntimeOptions } from '../workers/worker-messages.js';

/** A way to run a graph: where, the preferred place first. */
export type Providers = readonly string[];

/** What `device: "auto"` tries, the fastest first. */
const DEVICES = ['tensorrt', 'cuda', 'dml', 'coreml', 'webgpu'];

/**
 * Where to try to run a graph, in order; each is tried when the one before does not start.
 * @param available What this build of the runtime knows.
 * @throws ZooError `ERR_ZOO_CAPABILITY_MISSING` for one that was asked for, and this build lacks
 */
export function planProviders(config: SessionConfig, available: readonly string[]): readonly Providers[] {
  if (config.device === 'auto') {
    const devices = DEVICES.filter((device) => available.includes(device));
    return [...devices.map((device) => [device, 'cpu']), ['cpu']];
  }
  const wanted = config.device === undefined ? (config.providers ?? ['cpu']) : [config.device];
  const missing = wanted.filter((name) => !available.includes(name));
  if (missing.length === 0) return [wanted];
  throw new ZooError('ERR_ZOO_CAPABILITY_MISSING', `The model is to run on ${missing.join(', ')}, which is not here.`, {
    hint: `This build of onnxruntime knows ${available.join(', ')}. With "device": "auto" it takes what is there.`,
    details: { missing, available },
  });
}

/** Says that a place to run graphs is known to the runtime, and does not start on this machine. */
export function deviceFailed(providers: Providers, reason: string, cause: unknown): ZooError {
  return new ZooError(
    'ERR_ZOO_CAPABILITY_MISSING',
    `The model cannot run on ${providers.join(', ')} on this machine.`,
    {
      hint: 'Its driver or libraries are missing, or it lacks an operator. On the processor (cpu) the model loads; with "device": "auto" it takes what works.',
      details: { providers, reason },
      cause,
    },
  );
}

/** A config in the words of the runtime. */
export function sessionOptions(config: SessionConfig, providers: Providers, threads: number): RuntimeOptions {
  return {
    executionProviders: [...providers],
    graphOptimizationLevel: config.graph_optimization ?? 'all',
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    ...(config.memory_arena !== undefined && { enableCpuMemArena: config.memory_arena }),
    // Threads that wait for work by spinning take the time of those that decode the next picture. Those that never do have to
    // be woken for each operator, which may take longer than a small one.
    extra: { session: { intra_op: { spin_duration_us: '20' } } },
    // What fails is thrown; the runtime would write the same to standard error, past everybody.
    logSeverityLevel: 4,
  };
}
