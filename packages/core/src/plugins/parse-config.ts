import type { StandardSchemaV1 } from '@standard-schema/spec';
import { ZooError, type ErrorDetail } from '../errors/zoo-error.js';

/**
 * Validates what a manifest says to a plugin with the plugin's own schema.
 *
 * @throws ZooError `ERR_ZOO_DEPLOYMENT_INVALID`, naming the first wrong key
 */
export async function parseConfig<Config>(
  schema: StandardSchemaV1<unknown, Config>,
  value: unknown,
  { what, details }: { readonly what: string; readonly details: Readonly<Record<string, ErrorDetail>> },
): Promise<Config> {
  const result = await schema['~standard'].validate(value);
  if (result.issues === undefined) return result.value;
  const issues = result.issues.map(({ message, path }) => `${formatPath(path)}${message}`);
  throw new ZooError(
    'ERR_ZOO_DEPLOYMENT_INVALID',
    `${what} is not described as its plugin expects: ${issues[0] ?? ''}`,
    {
      hint: 'Tell the author of the source. Nothing was changed.',
      details: { ...details, issues },
    },
  );
}

function formatPath(path: StandardSchemaV1.Issue['path']): string {
  if (path === undefined || path.length === 0) return '';
  return `${path.map((segment) => String(typeof segment === 'object' ? segment.key : segment)).join('.')}: `;
}
