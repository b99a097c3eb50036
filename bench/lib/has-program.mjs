import { spawnSync } from 'node:child_process';

/** Whether a program can be started here. */
export function hasProgram(name) {
  return spawnSync(name, ['--version']).error === undefined;
}
