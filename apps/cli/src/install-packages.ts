import { spawn } from 'node:child_process';
import { ZooError, type Requirement } from '@modelzoo/core';

/** A package name as npm allows it. */
const PACKAGE_NAME = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/;
/** A range of versions, and nothing that npm would take for a URL, a path, a tag or another package. */
const VERSION_RANGE = /^[\d\s.*xX^~<>=|+a-z-]*$/;

/**
 * A missing requirement as npm is told to install it. The text came from a stranger's manifest, so that only a plain
 * name and range pass.
 * @throws ZooError `ERR_ZOO_REQUIREMENT_UNMET`
 */
export function packageSpec({ names, range, text, ecosystem }: Requirement): string {
  const name = names[0];
  const version = range?.trim() ?? '';
  const plain = name !== undefined && PACKAGE_NAME.test(name) && VERSION_RANGE.test(version);
  if (ecosystem === 'npm' && plain && !/^[a-z]/.test(version)) return version === '' ? name : `${name}@${version}`;
  throw new ZooError('ERR_ZOO_REQUIREMENT_UNMET', `"${text}" is not something that zoo installs by itself.`, {
    hint: 'Nothing was installed. Look at the requirement, and install it by hand if you trust it.',
  });
}

/**
 * Lets npm install packages into the project of the current folder. Their install scripts do not run.
 * @throws ZooError `ERR_ZOO_REQUIREMENT_UNMET` when npm fails
 */
export async function installPackages(
  specs: readonly string[],
  context: { readonly cwd: string; readonly env: Readonly<Record<string, string | undefined>>; signal: AbortSignal },
): Promise<void> {
  const windows = process.platform === 'win32';
  // A `.cmd` needs a shell on Windows; the specs hold no character that means something to it but the range operators.
  const specsAsWords = windows ? specs.map((spec) => `"${spec}"`) : specs;
  const child = spawn('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--', ...specsAsWords], {
    cwd: context.cwd,
    env: context.env,
    shell: windows,
    signal: context.signal,
    // What npm says is progress, so none of it may reach stdout.
    stdio: ['ignore', 2, 2],
  });
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  }).catch((cause: unknown) => {
    context.signal.throwIfAborted();
    throw new ZooError('ERR_ZOO_REQUIREMENT_UNMET', 'npm could not be started.', {
      hint: `Install the packages by hand: npm install ${specs.join(' ')}`,
      cause,
    });
  });
  if (exitCode === 0) return;
  throw new ZooError('ERR_ZOO_REQUIREMENT_UNMET', 'npm could not install what is missing.', {
    hint: 'Its own messages are above.',
    details: { packages: [...specs], exitCode },
  });
}
