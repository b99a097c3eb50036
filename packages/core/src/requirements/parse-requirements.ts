import type { ModelEntry } from '../manifest/manifest-schema.js';
import { quoteShort } from '../manifest/quote-short.js';
import type { ModelRequirements, Requirement } from '../models/model-types.js';
import { parsePythonRequirement, splitPythonRequirements } from './python-requirement.js';

type DeclaredRequirements = NonNullable<ModelEntry['requirements']>;
type DeclaredPackages = DeclaredRequirements['packages'];

/**
 * What a model says it needs. Python packages keep their text and are never looked for; a function that would compute them
 * (`{"entrypoint_fcn": …}`) is named and never called. Packages of npm are `unchecked` until `checkRequirements` has looked.
 */
export function parseRequirements(entry: ModelEntry): ModelRequirements {
  const declared = entry.requirements ?? {};
  const { cpu, gpu } = declared;
  return {
    packages: [
      ...parsePythonPackages(declared.packages, 'always'),
      ...parsePythonPackages(cpu?.packages, 'cpu'),
      ...parsePythonPackages(gpu?.packages, 'gpu'),
      ...parseNpmPackages(declared.npm ?? {}),
    ],
    cpu: cpu?.support ?? undefined,
    gpu: {
      support: gpu?.support ?? undefined,
      cudaVersion: toText(gpu?.cuda_version),
      cudnnVersion: toText(gpu?.cudnn_version),
    },
  };
}

function parseNpmPackages(packages: Readonly<Record<string, string>>): Requirement[] {
  return Object.entries(packages).map(([name, range]) => ({
    text: range === '' ? name : `${name}@${range}`,
    ecosystem: 'npm',
    names: [name],
    range: range === '' ? undefined : range,
    applies: 'always',
    status: 'unchecked',
    installed: undefined,
  }));
}

function parsePythonPackages(packages: DeclaredPackages, applies: Requirement['applies']): Requirement[] {
  if (packages == null) return [];
  if (typeof packages === 'object' && !Array.isArray(packages)) {
    const text = `whatever the Python function ${quoteShort(packages.entrypoint_fcn)} lists, which is not called`;
    return [toPythonRequirement(text, { names: [], range: undefined }, applies)];
  }
  const texts = typeof packages === 'string' ? splitPythonRequirements(packages) : packages;
  return texts
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map((text) => toPythonRequirement(text, parsePythonRequirement(text), applies));
}

function toPythonRequirement(
  text: string,
  { names, range }: Pick<Requirement, 'names' | 'range'>,
  applies: Requirement['applies'],
): Requirement {
  return { text, ecosystem: 'python', names, range, applies, status: 'unchecked', installed: undefined };
}

function toText(value: string | number | null | undefined): string | undefined {
  return value == null ? undefined : String(value);
}
