import { ZooError } from '@modelzoo/core';

/** A package that the user installs beside this one. */
export interface Dependency {
  readonly package: string;
  /** Range of versions, as npm understands it. The same as in `peerDependencies`. */
  readonly range: string;
}

/**
 * Imports a package that need not be there.
 * @throws ZooError `ERR_ZOO_DEPENDENCY_MISSING` when it is not installed, `ERR_ZOO_LOAD_FAILED` when it cannot start
 */
export async function importDependency<Module>(dependency: Dependency, load: () => Promise<Module>): Promise<Module> {
  try {
    return await load();
  } catch (cause) {
    const { package: name, range } = dependency;
    if (isMissing(cause)) {
      throw new ZooError('ERR_ZOO_DEPENDENCY_MISSING', `The package ${name} is needed here, and it is not installed.`, {
        hint: `Install it with: npm install ${name}@${range} --ignore-scripts. Nothing was loaded.`,
        details: { package: name, range },
        cause,
      });
    }
    throw new ZooError(
      'ERR_ZOO_LOAD_FAILED',
      `The package ${name} is installed, but it does not start on this machine.`,
      {
        hint: `Install it again for this platform (${process.platform}-${process.arch}): npm install ${name}@${range}.`,
        details: { package: name, platform: process.platform, arch: process.arch },
        cause,
      },
    );
  }
}

function isMissing(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
}
