import { ZooError } from '@modelzoo/core/reader';
import type { z } from 'zod';
import { configSchema, type CliConfig } from './config-schema.js';
import { closest, knownKeys } from './known-keys.js';

/**
 * Checks the text of a configuration.
 *
 * @param file - Where it stands, for messages.
 * @throws ZooError `ERR_ZOO_CONFIG_INVALID`, with `file` and `pointer` in `details`
 */
export function parseConfig(text: string, file: string): CliConfig {
  const config = configSchema.safeParse(parseJson(text, file));
  if (config.success) return config.data;
  throw describeIssue(file, deepest(config.error.issues[0]));
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    // Its message quotes the text, which may hold what nobody should see.
    const [, line] = /line (\d+)/.exec(String(cause)) ?? [];
    const place = line === undefined ? '' : ` near line ${line}`;
    throw invalid(file, '', `is not JSON${place}`, 'JSON has neither comments nor trailing commas.');
  }
}

/** Of a choice, what is wrong with the alternative that comes nearest. */
function deepest(issue: z.core.$ZodIssue | undefined): z.core.$ZodIssue | undefined {
  if (issue?.code !== 'invalid_union') return issue;
  const [inner] = issue.errors.flat().filter(({ code, path }) => code === 'unrecognized_keys' || path.length > 0);
  return inner === undefined ? issue : { ...inner, path: [...issue.path, ...inner.path] };
}

function describeIssue(file: string, issue: z.core.$ZodIssue | undefined): ZooError {
  const path = issue?.path ?? [];
  if (issue?.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    const known = knownKeys(path);
    const meant = closest(key, known);
    const hint = meant === undefined ? '' : `Did you mean "${meant}"? `;
    return invalid(
      file,
      pointerOf([...path, key]),
      `has an unknown key "${key}"`,
      `${hint}Known here: ${known.join(', ')}.`,
    );
  }
  const message = issue?.code === 'invalid_key' ? issue.issues[0]?.message : issue?.message;
  return invalid(file, pointerOf(path), 'is not as it should be', `${message ?? 'Something is wrong'}.`);
}

function invalid(file: string, pointer: string, what: string, hint: string): ZooError {
  const place = pointer === '' ? '' : ` at ${pointer}`;
  return new ZooError('ERR_ZOO_CONFIG_INVALID', `The configuration ${file} ${what}${place}.`, {
    hint: `${hint} Nothing was done.`,
    details: { file, pointer },
  });
}

function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
