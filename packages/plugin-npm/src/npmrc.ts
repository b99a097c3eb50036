import { readFileSync } from 'node:fs';
import { ZooError } from '@modelzoo/core';
import { parse } from 'ini';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Settings as npm keeps them: `registry`, `@scope:registry`, `//host/:_authToken`. */
export type NpmSettings = Readonly<Record<string, string>>;

// A missing file is the usual case; a folder of that name is none either.
const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'EISDIR']);

/**
 * The settings of one `.npmrc`, with `${NAME}` replaced in keys and values as npm does. A file that is not there has none.
 * Read in one go and synchronously, because a plugin must say its origins without waiting.
 * @throws ZooError `ERR_ZOO_CONFIG_INVALID` when the file is there and cannot be read
 */
export function readNpmrc(path: string, env: Environment): NpmSettings {
  const settings: Record<string, string> = {};
  for (const [key, value] of Object.entries(parse(readText(path)))) {
    // Sections and lists hold nothing that we use; flags arrive as booleans.
    if (typeof value === 'string') settings[expandVariables(key, env)] = expandVariables(value, env);
  }
  return settings;
}

/** Replaces `${NAME}` and `${NAME?}`. An unset variable stays as it is written, or is nothing with the question mark. */
export function expandVariables(text: string, env: Environment): string {
  return text.replaceAll(/(\\*)\$\{([^${}?]+)(\?)?\}/g, (written, escapes: string, name: string, optional?: string) => {
    if (escapes.length % 2 === 1) return written.slice(1);
    return escapes + (env[name] ?? (optional === undefined ? written.slice(escapes.length) : ''));
  });
}

/** Names of the variables that {@link expandVariables} left in a text because they are not set. */
export function unsetVariables(text: string): string[] {
  return [...text.matchAll(/\$\{([^${}?]+)\}/g)].flatMap(([, name]) => (name === undefined ? [] : [name]));
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (ABSENT.has((cause as NodeJS.ErrnoException).code ?? '')) return '';
    throw new ZooError('ERR_ZOO_CONFIG_INVALID', `npm's configuration file ${path} cannot be read.`, {
      hint: 'Make it readable, or name another one with npm_config_userconfig. Nothing was changed.',
      details: { path },
      cause,
    });
  }
}
