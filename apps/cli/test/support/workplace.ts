import { join } from 'node:path';
import sharp from 'sharp';
import { expect } from 'vitest';
import { colourSource, type ColourSourceOptions } from './colour-source.js';
import { runCli, type CliRun, type CliRunOptions } from './run-cli.js';
import { writeSource } from './source-forms.js';
import { tempFolder } from './temp-folder.js';

/** A zoo of a test's own, beside a source. */
export interface Workplace {
  readonly cwd: string;
  readonly zoo: (args: readonly string[], options?: Partial<CliRunOptions>) => Promise<CliRun>;
  readonly json: (...args: string[]) => Promise<unknown>;
}

/** A folder with a source in `./source`, not registered yet, and a zoo of its own. */
export async function workplace(options?: ColourSourceOptions): Promise<Workplace> {
  const cwd = await tempFolder();
  await writeSource(join(cwd, 'source'), await colourSource(options));
  const env = { MODELZOO_HOME: join(cwd, 'home') };
  const zoo: Workplace['zoo'] = (args, more) => runCli(args, { cwd, env, ...more });
  return {
    cwd,
    zoo,
    async json(...args) {
      const run = await zoo(['--json', ...args]);
      expect(run, `${args.join(' ')}: ${run.stderr}`).toMatchObject({ exitCode: 0 });
      return JSON.parse(run.stdout);
    },
  };
}

/** Writes a small picture of one colour. */
export async function paint(path: string, background: string): Promise<void> {
  await sharp({ create: { width: 6, height: 4, channels: 3, background } })
    .png()
    .toFile(path);
}

/** Reads lines of JSON. */
export function lines(text: string): readonly unknown[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}
