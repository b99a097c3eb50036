import { ZooError } from '../errors/zoo-error.js';
import type { ModelRequirements, RequirementErrorLevel } from '../models/model-types.js';
import type { Operation } from '../zoo-services.js';

/**
 * Acts on what a model needs and this machine lacks. Only npm packages can be looked at, so only they can be unmet.
 *
 * @throws ZooError `ERR_ZOO_REQUIREMENT_UNMET` at level 0
 */
export function ensureRequirements(
  name: string,
  requirements: ModelRequirements,
  { emit }: Operation,
  errorLevel: RequirementErrorLevel = 0,
): ModelRequirements {
  const unmet = requirements.packages.filter(({ status }) => status === 'missing' || status === 'wrong-version');
  if (unmet.length === 0 || errorLevel === 2) return requirements;
  const packages = unmet.map(({ text }) => text);
  const message = `${name} needs ${packages.join(', ')}, which ${packages.length === 1 ? 'is' : 'are'} not installed.`;
  if (errorLevel === 1) {
    emit({ type: 'notice', level: 'warn', message });
    return requirements;
  }
  throw new ZooError('ERR_ZOO_REQUIREMENT_UNMET', message, {
    hint: `Install what is missing: npm install ${packages.join(' ')}. Or go on without with error level 1.`,
    details: { name, packages },
  });
}
