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
  const at = text.indexOf('@', 1); // an earlier one belongs to a scope
  const name = at === -1 ? text : text.slice(0, at);
  const written = at === -1 ? '*' : text.slice(at + 1);
  // Canonical before it is read, so that it is read the same again.
  const range = written.trim().replaceAll(/\s+/g, ' ');
  // What looks like an option shall be neither a name nor a tag here, whatever npm says.
  if (name === '' || range === '' || name.startsWith('-') || range.startsWith('-')) return undefined;
  switch (readAsNpmDoes(name, range)) {
    case 'version':
      return { package: name, range: range.replace(/^[v=\s]+/, '') };
    case 'range':
    case 'tag':
      return { package: name, range };
    default:
      return undefined;
  }
}

function readAsNpmDoes(name: string, range: string): npa.Result['type'] | undefined {
  try {
    // The folder matters to file specs only, and those are refused; without one the working directory would be read.
    const spec = npa(`${name}@${range}`, '/');
    return spec.name === name ? spec.type : undefined;
  } catch {
    return undefined;
  }
}
