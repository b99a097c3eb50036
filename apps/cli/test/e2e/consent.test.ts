import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { colourSource } from '../support/colour-source.js';
import { writeSource } from '../support/source-forms.js';
import { createInstalledZoo, type InstalledZoo } from './support/installed-zoo.js';

/** A module that leaves a mark as soon as it is imported. */
function hookModule(mark: string): string {
  return `import { writeFileSync } from 'node:fs';
writeFileSync(${JSON.stringify(mark)}, 'I ran');
export async function loadModel() {
  return {
    mediaType: 'image',
    hasLogits: false,
    hasEmbeddings: false,
    predict: async () => ({ _cls: 'Classification', label: 'hooked', confidence: 1 }),
    predictAll: async (inputs) => inputs.map(() => ({ _cls: 'Classification', label: 'hooked', confidence: 1 })),
    embed: async () => { throw new Error('no'); },
    embedAll: async () => { throw new Error('no'); },
    [Symbol.asyncDispose]: async () => {},
  };
}
`;
}

async function zooWithCode(): Promise<{ zoo: InstalledZoo; hasRun: () => Promise<boolean> }> {
  const zoo = await createInstalledZoo();
  const mark = join(zoo.cwd, 'mark');
  const files = await colourSource({
    files: { 'index.mjs': hookModule(mark) },
    model: { default_deployment_config_dict: null },
  });
  await writeSource(join(zoo.cwd, 'source'), files);
  const hasRun = (): Promise<boolean> =>
    access(mark).then(
      () => true,
      () => false,
    );
  return { zoo, hasRun };
}

const APPLY = ['--json', 'apply', 'test/colour', 'a.png'];

describe('code of a source', () => {
  it('does not run on register, list, info, search, requirements or download', async () => {
    const { zoo, hasRun } = await zooWithCode();
    for (const args of [
      ['register-source', './source'],
      ['list'],
      ['list-sources'],
      ['info', 'test/colour'],
      ['search', 'colour'],
      ['requirements', 'test/colour'],
      ['download', 'test/colour'],
      ['update-source'],
      ['doctor'],
    ]) {
      expect((await zoo.run(args)).exitCode, args.join(' ')).toBe(0);
    }
    expect(await hasRun()).toBe(false);
  });

  it('does not run where nobody can be asked, and --yes is no answer', async () => {
    const { zoo, hasRun } = await zooWithCode();
    await zoo.run(['register-source', './source']);
    for (const flags of [[], ['--yes']]) {
      const result = await zoo.run([...flags, ...APPLY], { stdin: 'y\n' });
      expect(result.exitCode).toBe(7);
      expect(result.error()).toMatchObject({
        code: 'ERR_ZOO_CONSENT_REQUIRED',
        hint: expect.stringContaining('--trust') as unknown,
      });
    }
    expect(await hasRun()).toBe(false);
  });

  it('runs with --trust, is remembered, and is asked for again when it changed', async () => {
    const { zoo, hasRun } = await zooWithCode();
    await writeFile(join(zoo.cwd, 'a.png'), '');
    await zoo.run(['register-source', './source']);
    const trusted = await zoo.run(['--trust', ...APPLY]);
    expect(trusted, trusted.stderr).toMatchObject({ exitCode: 0 });
    expect(trusted.json()).toMatchObject({ filepath: 'a.png', predictions: { label: 'hooked' } });
    expect(await hasRun()).toBe(true);
    expect((await zoo.run(APPLY)).exitCode).toBe(0);
    expect((await zoo.run(['--json', 'trust', '--list'])).json()).toHaveLength(1);

    await writeFile(join(zoo.cwd, 'source', 'more.mjs'), 'export {};');
    await zoo.run(['update-source']);
    expect((await zoo.run(APPLY)).exitCode).toBe(7);
  });

  it('runs after zoo trust, and no longer after zoo untrust', async () => {
    const { zoo } = await zooWithCode();
    await writeFile(join(zoo.cwd, 'a.png'), '');
    await zoo.run(['register-source', './source', '--name', 'mine']);
    expect((await zoo.run(['trust', 'mine'])).exitCode).toBe(0);
    expect((await zoo.run(APPLY)).exitCode).toBe(0);
    expect((await zoo.run(['untrust', 'mine'])).exitCode).toBe(0);
    expect((await zoo.run(APPLY)).exitCode).toBe(7);
  });
});
