import type { z } from 'zod';
import { foldName } from '../archive/safe-path.js';
import type { Diagnostic } from '../sources/source-types.js';
import { jsonPointer } from './json-position.js';
import { modelEntrySchema, type ModelEntry } from './manifest-schema.js';
import { formatModelName } from './model-name.js';
import { quoteShort } from './quote-short.js';

/** Something wrong with a value of a manifest. */
export interface ManifestProblem {
  readonly severity: Diagnostic['severity'];
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** What of a list of models can be used, and what is wrong with the rest. */
export interface CheckedModels {
  readonly models: readonly ModelEntry[];
  readonly problems: readonly ManifestProblem[];
}

/**
 * Checks each model by itself, so that a bad one hides none of its neighbours. Of several with one name and version the
 * first that is good stays.
 */
export function checkModels(values: readonly unknown[]): CheckedModels {
  const models: ModelEntry[] = [];
  const problems: ManifestProblem[] = [];
  const declared = new Map<string, { readonly index: number; readonly name: string }>();
  for (const [index, value] of values.entries()) {
    const result = modelEntrySchema.safeParse(value);
    if (!result.success) {
      problems.push(...result.error.issues.map((issue) => toProblem(value, index, issue)));
      continue;
    }
    const entry = result.data;
    const name = formatModelName({ baseName: entry.base_name, version: entry.version ?? undefined });
    const other = declared.get(foldName(name));
    if (other === undefined) {
      declared.set(foldName(name), { index, name });
      models.push(entry);
      continue;
    }
    const pointer = jsonPointer(['models', other.index]);
    problems.push({
      severity: 'error',
      path: ['models', index, 'base_name'],
      message:
        other.name === name
          ? `The model ${quoteShort(name)} is left out: ${pointer} has the same name and version.`
          : `The model ${quoteShort(name)} is left out: ${pointer} is called ${quoteShort(other.name)}, which is the same name to some file systems.`,
    });
  }
  return { models, problems };
}

function toProblem(value: unknown, index: number, issue: z.core.$ZodIssue): ManifestProblem {
  // A key of a stranger can be anything: it does not become a part of the path.
  const path = issue.code === 'invalid_key' ? issue.path.slice(0, -1) : issue.path;
  const isThere = valueAt(value, path) !== undefined;
  const reason = isThere ? `${path.join('.') || 'it'} ${issue.message}` : `it has no ${path.join('.')}`;
  return {
    severity: 'error',
    path: ['models', index, ...(isThere ? path : path.slice(0, -1))],
    message: `The ${describeModel(value, index)} is left out: ${reason}.`,
  };
}

function describeModel(value: unknown, index: number): string {
  const name = valueAt(value, ['base_name']);
  return typeof name === 'string' && name !== ''
    ? `model ${quoteShort(name)}`
    : `model ${jsonPointer(['models', index])}`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key)) return undefined;
    current = Reflect.get(current, key);
  }
  return current;
}
