import { satisfies, validRange } from 'semver';
import type { ModelRequirements, Requirement } from '../models/model-types.js';

/** Version of an npm package that a model could import, `undefined` when there is none. */
export type ResolvePackageVersion = (name: string) => Promise<string | undefined>;

/**
 * Looks for the npm packages that a model needs and says of each whether it is there in a fitting version. A range that is
 * none (a tag, a URL) is met by any version. Python packages stay `unchecked`: their environment is not ours to look into.
 */
export async function checkRequirements(
  requirements: ModelRequirements,
  resolvePackageVersion: ResolvePackageVersion,
): Promise<ModelRequirements> {
  const packages = await Promise.all(
    requirements.packages.map(async (requirement) =>
      requirement.ecosystem === 'npm' ? checkNpmPackage(requirement, resolvePackageVersion) : requirement,
    ),
  );
  return { ...requirements, packages };
}

/** The requirements that are known not to be met. */
export function unmetRequirements(requirements: ModelRequirements): readonly Requirement[] {
  return requirements.packages.filter(({ status }) => status === 'missing' || status === 'wrong-version');
}

async function checkNpmPackage(
  requirement: Requirement,
  resolvePackageVersion: ResolvePackageVersion,
): Promise<Requirement> {
  let unfit: string | undefined;
  for (const name of requirement.names) {
    const installed = await resolvePackageVersion(name);
    if (installed === undefined) continue;
    if (isInRange(installed, requirement.range)) return { ...requirement, status: 'met', installed };
    unfit ??= installed;
  }
  return { ...requirement, status: unfit === undefined ? 'missing' : 'wrong-version', installed: unfit };
}

function isInRange(version: string, range = '*'): boolean {
  if (validRange(range) === null) return true;
  return satisfies(version, range, { includePrerelease: true });
}
