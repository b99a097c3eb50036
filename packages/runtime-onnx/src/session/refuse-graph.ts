import { ZooError } from '@modelzoo/core';
import type { OnnxFacts } from './inspect-onnx.js';

/** Domains of operators that every build of the runtime has. */
const KNOWN_DOMAINS = /^(?:|ai\.onnx(?:\..+)?|com\.microsoft|com\.microsoft\.nchwc|org\.pytorch\.aten)$/;

const NO_LOCALE = /Failed to construct locale with name:(?<locale>[\w.-]+?)(?::|$)/;

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
  // Graphs that fold the case of text name the locale whose rules they follow; the runtime asks the system for it.
  const locale = NO_LOCALE.exec(reasonOf(cause))?.groups?.['locale'];
  if (locale !== undefined) {
    throw new ZooError('ERR_ZOO_CAPABILITY_MISSING', `The model needs the locale ${locale}, which is not here.`, {
      hint: `Make it: on Debian and Ubuntu, install the package locales and call localedef -i ${locale.replace('.', ' -f ')} ${locale}`,
      details: { ...details, locale },
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
