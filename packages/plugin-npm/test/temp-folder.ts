import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder that goes away with its test. */
export interface TempFolder extends AsyncDisposable {
  readonly path: string;
}

/** Makes a folder with some files in it. */
export async function createTempFolder(files: Readonly<Record<string, string>> = {}): Promise<TempFolder> {
  const path = await mkdtemp(join(tmpdir(), 'modelzoo-npm-'));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), text);
  }
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** An environment in which npm finds its configuration in a folder and nowhere else. */
export function environmentIn(folder: string): Record<string, string> {
  return { HOME: folder, npm_config_globalconfig: join(folder, 'etc', 'npmrc') };
}
