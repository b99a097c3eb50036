import { readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { join, resolve as resolvePath } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkPlugin, ZooError, type ZooPlugin } from '@modelzoo/core';
import { resolve } from 'import-meta-resolve';

/**
 * Loads a plugin that the user named: a package of the project in `cwd`, or the path of a module or of a package's
 * folder. Its default export is a `ZooPlugin`, or a function that gives one.
 * @throws ZooError `ERR_ZOO_PLUGIN_INVALID`
 */
export async function loadPlugin(packageOrPath: string, cwd: string): Promise<ZooPlugin> {
  const url = await findModule(packageOrPath, cwd);
  const module = await importModule(url, packageOrPath);
  const exported = module['default'];
  if (exported === undefined) {
    throw new ZooError('ERR_ZOO_PLUGIN_INVALID', `The module ${packageOrPath} has no default export.`, {
      hint: 'A plugin module exports, by default, a plugin or a function that makes one.',
      details: { plugin: packageOrPath },
    });
  }
  const value: unknown = typeof exported === 'function' ? await callFactory(exported, packageOrPath) : exported;
  checkPlugin(value, packageOrPath);
  return value;
}

async function findModule(packageOrPath: string, cwd: string): Promise<string> {
  try {
    const path = toPath(packageOrPath, cwd);
    // A file in the folder stands for "imported from here"; it need not exist.
    if (path === undefined) return resolve(packageOrPath, pathToFileURL(join(cwd, 'plugins.js')).href);
    return (await stat(path)).isDirectory() ? await mainOfFolder(path) : pathToFileURL(path).href;
  } catch (cause) {
    throw new ZooError('ERR_ZOO_PLUGIN_INVALID', `The plugin ${packageOrPath} cannot be found from ${cwd}.`, {
      hint: 'Give the name of a package that is installed in this folder, or a path that begins with ./',
      cause,
    });
  }
}

function toPath(packageOrPath: string, cwd: string): string | undefined {
  if (packageOrPath.startsWith('~/')) return join(homedir(), packageOrPath.slice(2));
  if (/^(?:\.{0,2}[/\\]|\.{1,2}$|[A-Za-z]:[/\\])/.test(packageOrPath)) return resolvePath(cwd, packageOrPath);
  return undefined;
}

/** The module that a package's folder stands for: by its `exports` as for anybody who imports it, else by `main`. */
async function mainOfFolder(folder: string): Promise<string> {
  const manifestPath = join(folder, 'package.json');
  const manifest = await readFile(manifestPath, 'utf8').then(
    (text) => JSON.parse(text) as { readonly name?: string; readonly exports?: unknown },
    () => undefined,
  );
  if (manifest?.name !== undefined && manifest.exports !== undefined) {
    return resolve(manifest.name, pathToFileURL(manifestPath).href);
  }
  return pathToFileURL(createRequire(manifestPath).resolve(folder)).href;
}

async function importModule(url: string, name: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(url)) as Readonly<Record<string, unknown>>;
  } catch (cause) {
    throw new ZooError('ERR_ZOO_PLUGIN_INVALID', `The plugin ${name} cannot be imported.`, {
      hint: `It failed with: ${cause instanceof Error ? cause.message : String(cause)}`,
      cause,
    });
  }
}

// oxlint-disable-next-line typescript/no-unsafe-function-type -- whatever a stranger's module exports
async function callFactory(factory: Function, name: string): Promise<unknown> {
  try {
    return await (factory as () => unknown)();
  } catch (cause) {
    throw new ZooError('ERR_ZOO_PLUGIN_INVALID', `The plugin ${name} could not be made.`, {
      hint: `Its factory failed with: ${cause instanceof Error ? cause.message : String(cause)}`,
      cause,
    });
  }
}
