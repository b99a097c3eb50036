import { copyFile, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createTextStream, runCli } from '../test/support/run-cli.js';
import { tempFolder } from '../test/support/temp-folder.js';
import { lines, paint } from '../test/support/workplace.js';
import { main } from './index.js';

const GRAPH = fileURLToPath(new URL('../test/fixtures/mean-colour.onnx', import.meta.url));
const ANSWERS = ['--task', 'image-classification', '--labels', 'red,green,blue', '--set', 'decode=probabilities'];
const INIT = ['init', 'colour.onnx', ...ANSWERS, '--set', 'normalize=unit'];
const NAMED = [...INIT, '--name', 'test/colour', '--license', 'MIT', '--description', 'Tells a colour.'];

async function place() {
  const cwd = await tempFolder();
  await copyFile(GRAPH, join(cwd, 'colour.onnx'));
  await paint(join(cwd, 'sky.png'), '#0010f0');
  const env = { MODELZOO_HOME: join(cwd, 'home') };
  return { cwd, env, zoo: (...args: string[]) => runCli(args, { cwd, env }) };
}

/** Runs `zoo init` on a terminal on which these answers are given, one after the other. */
async function interview(file: string, answers: readonly string[]) {
  const { cwd, env } = await place();
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  const stderr = createTextStream(100);
  const controller = new AbortController();
  const asked: string[] = [];
  const write = stderr.stream.write.bind(stderr.stream);
  stderr.stream.write = ((text: string) => {
    if (text.endsWith('> ') || text.endsWith('] ')) {
      asked.push(text);
      const answer = answers[asked.length - 1];
      if (answer === undefined) controller.abort();
      else setImmediate(() => stdin.write(`${answer}\n`));
    }
    return write(text);
  }) as typeof write;
  const host = { env, cwd, stdin, stdout: createTextStream().stream, stderr: stderr.stream };
  const exitCode = await main(['init', file], { ...host, signal: controller.signal });
  return { cwd, exitCode, asked, told: stderr.text() };
}

describe('init', () => {
  it('makes a source of a file that validates and runs', async () => {
    const { cwd, zoo } = await place();
    const made = await zoo('--json', ...NAMED);
    expect(made, made.stderr).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(made.stdout)).toMatchObject({ name: 'test/colour', files: [{ path: 'colour.onnx' }] });
    expect((await readdir(join(cwd, 'colour'))).toSorted()).toStrictEqual(['colour.onnx', 'manifest.json']);
    const validated = await zoo('--json', 'validate', 'colour', '--input', 'sky.png');
    expect(validated, validated.stderr).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(validated.stdout)).toMatchObject({
      ok: true,
      models: [
        { name: 'test/colour@1.0', advice: [], results: [{ filepath: 'sky.png', predictions: { label: 'blue' } }] },
      ],
    });
    const shown = await zoo('validate', 'colour', '--input', 'sky.png');
    expect(shown.stdout).toMatch(/✓ test\/colour@1\.0: loads, looks at image.*sky\.png.*blue.*works\.\n$/s);
    expect((await zoo('list', '--names')).stdout).toBe('');
  });

  it('asks what the file does not say', async () => {
    const { cwd, exitCode, asked, told } = await interview('colour.onnx', [
      'image-classification',
      'wrong',
      '2', // the order of colours, by its number
      '', // the usual fit
      'unit',
      'probabilities',
      'red,green,blue',
      'a/b',
      'MIT',
      'Tells a colour.',
    ]);
    expect(exitCode, told).toBe(0);
    expect(asked[0]).toMatch(/It takes ".*": float32.*What does the model give\?\n {2}1 image-classification/s);
    const manifest = JSON.parse(await readFile(join(cwd, 'colour', 'manifest.json'), 'utf8')) as unknown;
    expect(manifest).toMatchObject({
      models: [
        {
          base_name: 'a/b',
          description: 'Tells a colour.',
          default_deployment_config_dict: {
            config: { input: { channels: 'BGR' }, output: { labels: ['red', 'green', 'blue'] } },
          },
        },
      ],
    });
  });

  it('asks again after a slip, and forgets nothing', async () => {
    const answers = ['voice-activity', 'often', '8000', '256', '', 'a/b@2', 'a/b', 'MIT', ''];
    const { cwd, exitCode, asked, told } = await interview('colour.onnx', answers);
    expect(exitCode, told).toBe(0);
    expect(asked).toHaveLength(answers.length);
    expect(asked[2]).toMatch(/"often" is no answer for "sample-rate".*\n.*How many samples in a second/s);
    expect(asked[6]).toMatch(/more than the name of a model.*\n.*What is the model called/s);
    const manifest = JSON.parse(await readFile(join(cwd, 'colour', 'manifest.json'), 'utf8')) as unknown;
    expect(manifest).toMatchObject({
      models: [{ default_deployment_config_dict: { config: { input: { sample_rate: 8000, window: 256 } } } }],
    });
  });

  it.each([
    [['init', 'colour.onnx'], '--task'],
    [['init', 'colour.onnx', '--task', 'image-classification'], '--set'],
    [INIT, '--name'],
    [[...INIT, '--name', 'test/colour'], '--license'],
  ])('names the flag when nobody can be asked: %j', async (args, flag) => {
    const { cwd, zoo } = await place();
    const { exitCode, stderr } = await zoo('--json', ...args);
    expect(exitCode).toBe(2);
    expect(lines(stderr)).toMatchObject([{ error: { code: 'ERR_ZOO_USAGE', details: { flag } } }]);
    expect(await readdir(cwd)).not.toContain('colour');
  });

  it.each([
    [[...NAMED, '--set', 'channels=XYZ'], 2, 'ERR_ZOO_USAGE'],
    [[...NAMED, '--set', 'no-such=1'], 2, 'ERR_ZOO_USAGE'],
    [[...NAMED, '--name', 'test/colour@2'], 2, 'ERR_ZOO_USAGE'],
    [['init', 'missing.onnx'], 3, 'ERR_ZOO_FILE_NOT_FOUND'],
    [['init', 'sky.png'], 1, 'ERR_ZOO_PLUGIN_MISSING'],
  ])('refuses what cannot be: %j', async (args, code, name) => {
    const { zoo } = await place();
    const { exitCode, stderr } = await zoo('--json', ...args);
    expect(lines(stderr)).toMatchObject([{ error: { code: name } }]);
    expect(exitCode).toBe(code);
  });

  it('never writes over a source', async () => {
    const { zoo } = await place();
    expect((await zoo(...NAMED)).exitCode).toBe(0);
    expect(await zoo(...NAMED)).toMatchObject({ exitCode: 2 });
  });

  it('puts long lists of labels into a file, and takes them from one', async () => {
    const { cwd, zoo } = await place();
    const labels = Array.from({ length: 30 }, (_, index) => `class ${index}`);
    await writeFile(join(cwd, 'names.txt'), labels.join('\r\n'));
    expect((await zoo(...NAMED, '--labels', 'names.txt')).exitCode).toBe(0);
    expect(await readFile(join(cwd, 'colour', 'labels.txt'), 'utf8')).toBe(`${labels.join('\n')}\n`);
    const { exitCode, stdout } = await zoo('--json', 'validate', 'colour');
    expect(exitCode).toBe(5);
    expect(JSON.parse(stdout)).toMatchObject({ models: [{ error: { code: 'ERR_ZOO_DEPLOYMENT_INVALID' } }] });
  });
});

describe('validate', () => {
  it('says where a manifest is wrong', async () => {
    const { cwd, zoo } = await place();
    await zoo(...NAMED);
    const path = join(cwd, 'colour', 'manifest.json');
    const manifest = JSON.parse(await readFile(path, 'utf8')) as { models: object[] };
    manifest.models.push({ base_filename: 'nameless' });
    await writeFile(path, JSON.stringify(manifest, undefined, 2));
    const { exitCode, stdout } = await zoo('--json', 'validate', 'colour');
    expect(exitCode).toBe(5);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      manifests: [{ diagnostics: [{ severity: 'error', pointer: '/models/1', line: expect.any(Number) as number }] }],
    });
    await writeFile(path, '{"models": [,]}');
    const broken = await zoo('--json', 'validate', 'colour');
    expect(broken.exitCode).toBe(5);
    expect(lines(broken.stderr)).toMatchObject([{ error: { code: 'ERR_ZOO_MANIFEST_INVALID' } }]);
  });

  it('finds weights that are gone, or are not those of the manifest, and inputs that fail', async () => {
    const { cwd, zoo } = await place();
    await zoo(...NAMED);
    expect((await zoo('validate', 'colour', '--input', 'missing.png')).exitCode).toBe(3);
    await writeFile(join(cwd, 'colour', 'colour.onnx'), 'other');
    const changed = await zoo('--json', 'validate', './colour');
    expect(changed.exitCode).toBe(6);
    expect(JSON.parse(changed.stdout)).toMatchObject({ ok: false, models: [{ ok: false }] });
    await mkdir(join(cwd, 'empty'));
    expect((await zoo('validate', 'empty')).exitCode).toBe(5);
  });
});
