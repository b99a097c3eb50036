import { readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { resolve as resolveModule } from 'import-meta-resolve';
import { ZooError } from '../errors/zoo-error.js';

/** The npm packages that hooks of sources may use: those of the user's project and of the app. */
export interface HostPackages {
  /** @throws ZooError `ERR_ZOO_DEPENDENCY_MISSING` */
  import(name: string): Promise<unknown>;
  /** The installed version, or `undefined`. */
  versionOf(name: string): Promise<string | undefined>;
}

/** A bare name, with a sub-path perhaps: `sharp`, `@scope/name`, `name/file.js`. */
const PACKAGE = /^(?:@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*(?:\/[\w.~-]+)*$/i;

/** @param roots Modules (`file:` URLs) from which packages are looked up, in order. */
export function createHostPackages(roots: readonly string[]): HostPackages {
  function resolve(name: string): string | undefined {
    if (!PACKAGE.test(name) || isBuiltin(name)) return undefined;
    for (const root of roots) {
      try {
        return resolveModule(name, root);
      } catch {
        // Not there; the next root may have it.
      }
    }
    return undefined;
  }

  return {
    async import(name) {
      const url = resolve(name);
      if (url === undefined) {
        throw new ZooError('ERR_ZOO_DEPENDENCY_MISSING', `The package ${name} is needed and not installed.`, {
          hint: `Install it in your project: npm install ${name}.`,
          details: { package: name },
        });
      }
      return import(/* @vite-ignore */ url) as Promise<unknown>;
    },
    async versionOf(name) {
      const url = resolve(name);
      if (url === undefined || !url.startsWith('file:')) return undefined;
      for (let folder = dirname(fileURLToPath(url)); folder !== dirname(folder); folder = dirname(folder)) {
        const manifest = await readManifest(join(folder, 'package.json'));
        if (manifest?.name === name) return manifest.version;
      }
      return undefined;
    },
  };
}

/** The URL of a module that would lie in a folder: what package look-ups start from. */
export function rootOf(folder: string): string {
  return pathToFileURL(join(folder, 'noop.js')).href;
}

async function readManifest(file: string): Promise<{ name?: string; version?: string } | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as { name?: string; version?: string };
  } catch {
    return undefined;
  }
}
