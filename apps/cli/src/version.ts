import { readFileSync } from 'node:fs';

/** The version of this package, from its `package.json`. */
export function readVersion(): string {
  // One level up is right for `src/` and for the flat `dist/` alike.
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(text) as { version: string };
  return version;
}
