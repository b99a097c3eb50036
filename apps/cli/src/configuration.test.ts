import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLoopbackOrigin, type LoopbackOrigin } from '@modelzoo/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { colourSource } from '../test/support/colour-source.js';
import { packSource } from '../test/support/source-forms.js';
import { workplace, type Workplace } from '../test/support/workplace.js';

async function configured(config: unknown): Promise<Workplace> {
  const place = await workplace();
  await mkdir(join(place.cwd, 'home'));
  await writeFile(join(place.cwd, 'home', 'config.json'), JSON.stringify(config));
  return place;
}

async function mirror(): Promise<LoopbackOrigin> {
  const origin = await createLoopbackOrigin();
  onTestFinished(() => origin.close());
  origin.setRoute('/models/source.tar.gz', { body: await packSource('source', await colourSource()) });
  return origin;
}

describe('config.json in the home folder', () => {
  it('sends requests to a mirror, and the source keeps its address', async () => {
    const origin = await mirror();
    const { json, zoo } = await configured({ rewrites: { 'https://models.example/': origin.url('/models/') } });
    await json('register-source', 'https://models.example/source.tar.gz');
    expect(await json('list-sources')).toMatchObject([{ key: 'https://models.example/source.tar.gz' }]);
    expect(origin.requests.length).toBeGreaterThan(0);
    expect(origin.requests[0]?.headers['user-agent']).toMatch(/^modelzoo\/\d+\.\d+\.\d+\S* node\/\d+\./);
    const unreachable = await zoo(['--json', 'register-source', origin.url('/models/gone.tar.gz')]);
    expect(unreachable.exitCode).toBe(3);
  });

  it('names GitHub servers, whose pages are repositories then', async () => {
    const { zoo } = await configured({ github: { hosts: [{ serverUrl: 'https://ghe.example' }] } });
    const { exitCode, stderr } = await zoo(['--json', '--offline', 'register-source', 'https://ghe.example/o/r']);
    expect(exitCode).toBe(4);
    expect(JSON.parse(stderr)).toMatchObject({
      error: { code: 'ERR_ZOO_OFFLINE', message: expect.stringContaining('GitHub') as string },
    });
  });

  it('is shown by doctor, without what tokens are', async () => {
    const { cwd, zoo } = await configured({
      github: { hosts: [{ serverUrl: 'https://ghe.example', tokenVariable: 'GHE_TOKEN' }] },
    });
    const env = { MODELZOO_HOME: join(cwd, 'home'), GHE_TOKEN: 'canary-7f3a' };
    const human = await zoo(['doctor'], { env });
    expect(human.stdout).toContain('GHE_TOKEN is set');
    const { stdout } = await zoo(['--json', 'doctor'], { env });
    expect(JSON.parse(stdout)).toMatchObject({
      configuration: {
        path: join(cwd, 'home', 'config.json'),
        exists: true,
        hosts: [{ server: 'https://ghe.example', tokenVariable: 'GHE_TOKEN', hasToken: true }],
      },
      tokens: { GHE_TOKEN: true },
    });
    expect(human.stdout + stdout).not.toContain('canary-7f3a');
  });

  it('is refused with the place of its mistake, before anything is done', async () => {
    const { zoo } = await configured({ github: { usGhCli: true } });
    const { exitCode, stderr } = await zoo(['--json', 'doctor']);
    expect(exitCode).toBe(2);
    expect(JSON.parse(stderr)).toMatchObject({
      error: {
        code: 'ERR_ZOO_CONFIG_INVALID',
        hint: expect.stringContaining('Did you mean "useGhCli"?') as string,
        details: { pointer: '/github/usGhCli' },
      },
    });
  });

  it.each(['list', 'list-sources', 'search x', 'info x', 'find x', 'install'])(
    'is checked by zoo %s, too',
    async (command) => {
      const { cwd, zoo } = await configured({ rewrite: {} });
      const { exitCode, stdout, stderr } = await zoo(['--json', ...command.split(' ')]);
      expect([exitCode, stdout]).toStrictEqual([2, '']);
      expect(JSON.parse(stderr)).toMatchObject({
        error: {
          code: 'ERR_ZOO_CONFIG_INVALID',
          details: { file: join(cwd, 'home', 'config.json'), pointer: '/rewrite' },
        },
      });
    },
  );
});

async function broken(): Promise<Workplace> {
  const place = await workplace();
  await place.json('register-source', './source');
  await writeFile(join(place.cwd, 'home', 'catalog.json'), 'not JSON');
  return place;
}

describe('a catalog that had to be mended', () => {
  it.each(['list', 'update-source'])('is told to programs as a line of JSON by zoo %s', async (command) => {
    const { zoo } = await broken();
    const { exitCode, stdout, stderr } = await zoo(['--json', command]);
    expect(exitCode, stderr).toBe(0);
    expect(JSON.parse(stdout)).toHaveLength(1);
    expect(JSON.parse(stderr)).toStrictEqual({
      event: 'notice',
      level: 'warn',
      message: expect.stringContaining('The list of sources could not be read') as string,
    });
  });

  it('is told to programs in the document of an error', async () => {
    const { exitCode, stderr } = await (await broken()).zoo(['--json', 'info', 'no-such-model']);
    expect(exitCode).toBe(3);
    expect(JSON.parse(stderr)).toMatchObject({
      error: { code: 'ERR_ZOO_MODEL_NOT_FOUND' },
      warnings: [expect.stringContaining('The list of sources could not be read')],
    });
  });

  it('is told to people, and to nobody with --quiet', async () => {
    expect((await (await broken()).zoo(['list'])).stderr).toContain('The list of sources could not be read');
    expect((await (await broken()).zoo(['--quiet', 'list'])).stderr).toBe('');
    expect((await (await broken()).zoo(['--quiet', '--json', 'list'])).stderr).toBe('');
  });
});
