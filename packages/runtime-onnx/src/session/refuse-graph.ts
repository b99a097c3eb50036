import { ZooError } from '@modelzoo/core';
import type { OnnxFacts } from './inspect-onnx.js';

/** Domains of operators that every build of the runtime has. */
const KNOWN_DOMAINS = /^(?:|ai\.onnx(?:\..+)?|com\.microsoft|com\.microsoft\.nchwc|org\.pytorch\.aten)$/;

/** Says why the runtime did not load a file that is ONNX. */
export function refuseGraph(path: string, facts: OnnxFacts, cause: unknown): never {
  const foreign = facts.domains.filter((domain) => !KNOWN_DOMAINS.test(domain));
  const details = { path, domains: foreign, reason: reasonOf(cause) };
  if (foreign.length > 0) {
    throw new ZooError('ERR_ZOO_CAPABILITY_MISSING', `The model needs operators of ${foreign.join(', ')}.`, {
      hint: 'They come in native libraries, which are never loaded for a model. Export it with standard operators.',
      details,
      cause,
    });
  }
  throw new ZooError('ERR_ZOO_MODEL_INVALID', `The runtime does not accept the model ${path}.`, {
    hint: 'It is damaged, or made for another version. The detail "reason" has the words of the runtime.',
    details,
    cause,
  });
}

/** The runtime's own words, which have no codes. */
export function reasonOf(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).slice(0, 300);
}
