import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expandVariables, readNpmrc, type Environment, type NpmSettings } from './npmrc.js';

/** Variables that say where npm's configuration is, or what it says. npm takes their names in either case. */
const SETTING_VARIABLES = [
  'npm_config_registry',
  'npm_config_userconfig',
  'npm_config_globalconfig',
  'npm_config_prefix',
];

/** Every variable that {@link readNpmSettings} looks at by itself. */
export const CONFIGURATION_VARIABLES: readonly string[] = [
  ...SETTING_VARIABLES.flatMap((name) => [name, name.toUpperCase()]),
  'HOME',
  'USERPROFILE',
  'APPDATA',
];

/** npm's settings for a folder: of the environment, the project, the user and the machine, the first of them winning. */
export function readNpmSettings(cwd: string, env: Environment): NpmSettings {
  const own = variableSettings(env);
  const home = env['HOME'] || env['USERPROFILE'];
  const userFile = own['userconfig'] ?? (home ? join(home, '.npmrc') : undefined);
  const projectFile = join(projectFolder(cwd), '.npmrc');
  const project = projectFile === userFile ? {} : readNpmrc(projectFile, env);
  const user = userFile === undefined ? {} : readNpmrc(userFile, env);
  const machine = readNpmrc(own['globalconfig'] ?? globalFile(own['prefix'] ?? user['prefix'], env), env);
  return { ...machine, ...user, ...project, ...own };
}

function variableSettings(env: Environment): Record<string, string> {
  const settings: Record<string, string> = {};
  for (const name of SETTING_VARIABLES) {
    const value = env[name] || env[name.toUpperCase()];
    if (value) settings[name.slice('npm_config_'.length)] = expandVariables(value, env);
  }
  return settings;
}

/** The nearest folder that holds a package or its dependencies, as npm looks for it; else the folder itself. */
function projectFolder(cwd: string): string {
  const start = resolve(cwd);
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json')) || existsSync(join(folder, 'node_modules'))) return folder;
    if (folder === dirname(folder)) return start;
  }
}

function globalFile(prefix: string | undefined, env: Environment): string {
  if (prefix !== undefined) return resolve(prefix, 'etc', 'npmrc');
  // npm's own installation on Windows moves its prefix to the user's application data.
  if (process.platform === 'win32' && env['APPDATA']) return join(env['APPDATA'], 'npm', 'etc', 'npmrc');
  const binFolder = dirname(process.execPath);
  return join(process.platform === 'win32' ? binFolder : dirname(binFolder), 'etc', 'npmrc');
}
