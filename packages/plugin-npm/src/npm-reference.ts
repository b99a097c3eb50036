import type { SourceLocator } from '@modelzoo/core';
import npa from 'npm-package-arg';

/** A package of an npm registry, and which of its versions. */
export interface NpmLocator extends SourceLocator {
  readonly provider: 'npm';
  /** `is-number`, `@scope/name`. */
  readonly package: string;
  /** Exact version, range or dist-tag. `*`: none was named, and npm takes `latest` if it can. */
  readonly range: string;
}

const PREFIX = 'npm:';
// npm publishes no longer name than 214 characters; a longer range is nobody's, and semver would spend time on it.
const MAX_LENGTH = PREFIX.length + 214 + 1 + 256;

/** Understands `npm:<package>[@<version, range or tag>]`, scoped packages too, and nothing else that npm would install. */
export function parseNpmReference(reference: string): NpmLocator | undefined {
  if (!reference.startsWith(PREFIX) || reference.length > MAX_LENGTH) return undefined;
  const spec = parsePackageSpec(reference.slice(PREFIX.length));
  if (spec === undefined) return undefined;
  const key = spec.range === '*' ? `${PREFIX}${spec.package}` : `${PREFIX}${spec.package}@${spec.range}`;
  return { provider: 'npm', key, ...spec };
}

/** Whether a text is the name of a package, new or old, and not a path, URL or option. */
export function isPackageName(text: string): boolean {
  const spec = parsePackageSpec(text);
  return spec?.package === text;
}

/** Whether a text is an exact version, a range or a dist-tag. */
export function isVersionRange(text: string): boolean {
  return text.length <= 256 && parsePackageSpec(`name@${text}`) !== undefined;
}

function parsePackageSpec(text: string): Pick<NpmLocator, 'package' | 'range'> | undefined {
  // npm reads `-g` as a tag or a name; nothing that looks like an option shall ever be one here.
  if (text.startsWith('-') || text.endsWith('@') || /@\s*-/.test(text)) return undefined;
  const spec = readAsNpmDoes(text);
  if (spec === undefined || spec.name == null) return undefined;
  // A name that npm accepts but that is not all there is before the range was an alias or came out of a URL.
  if (text !== spec.name && !text.startsWith(`${spec.name}@`)) return undefined;
  if (spec.type === 'version') return { package: spec.name, range: spec.rawSpec.trim().replace(/^[v=\s]+/, '') };
  if (spec.type !== 'range' && spec.type !== 'tag') return undefined;
  return { package: spec.name, range: spec.rawSpec.trim().replaceAll(/\s+/g, ' ') || '*' };
}

function readAsNpmDoes(text: string): npa.Result | undefined {
  try {
    // The folder matters to file specs only, and those are refused; without one the working directory would be read.
    return npa(text, '/');
  } catch {
    return undefined;
  }
}
