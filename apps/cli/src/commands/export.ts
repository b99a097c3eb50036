import { resolve } from 'node:path';
import type { ExportResult, InstallResult } from '@modelzoo/core';
import type { CommandContext } from '../command-context.js';

/** Arguments of `zoo export`. */
export interface ExportArguments {
  /** Names or references; none: what the lock file names. */
  readonly models: readonly string[];
  /** Path of the archive. */
  readonly to: string;
}

/** Writes models, with their sources, into one archive. */
export function exportModels({ models, to }: ExportArguments, context: CommandContext): Promise<ExportResult> {
  return context.zoo.exportModels(models, resolve(context.cwd, to), { signal: context.signal });
}

/** Arguments of `zoo import`. */
export interface ImportArguments {
  /** Path of the archive. */
  readonly file: string;
  /** Whether what a layer has is linked and not unpacked. */
  readonly fromLayer?: boolean | undefined;
}

/** Takes in an archive of `zoo export`. */
export function importModels(
  { file, fromLayer }: ImportArguments,
  { zoo, cwd, signal }: CommandContext,
): Promise<InstallResult> {
  return zoo.importModels(resolve(cwd, file), { fromLayer, signal });
}
