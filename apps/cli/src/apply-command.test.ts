import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { writeSource } from '../test/support/source-forms.js';
import { lines, paint, workplace } from '../test/support/workplace.js';

const COLOURS = ['#f00', '#0f0', '#00f'];

/** A model of boxes that takes its time. */
const BOXES = `
  import { writeFileSync } from 'node:fs';
  export function downloadModel(name, path) { writeFileSync(path, ''); }
  export function loadModel() {
    const box = { _cls: 'Detection', label: 'box', bounding_box: [0, 0, 1, 1] };
    const predict = async () => {
      await new Promise((resolve) => setTimeout(resolve, 80));
      return { _cls: 'Detections', detections: [box] };
    };
    return {
      mediaType: 'image', hasLogits: false, hasEmbeddings: false, predict,
      predictAll: (inputs) => Promise.all(inputs.map(predict)),
      embed: predict, embedAll: predict, async [Symbol.asyncDispose]() {},
    };
  }
`;

/** Runs `zoo` in a process of its own and kills it once its ledger has so many inputs. Whether it got there. */
async function runAndKill(
  args: readonly string[],
  { cwd, list, atInputs }: { readonly cwd: string; readonly list: string; readonly atInputs: number },
): Promise<boolean> {
  const resolver = new URL('../../../packages/core/test/resolve-typescript.mjs', import.meta.url).href;
  const node = ['--conditions=@modelzoo/source', '--import', resolver];
  const bin = fileURLToPath(new URL('bin.ts', import.meta.url));
  const env = { PATH: process.env['PATH'], MODELZOO_HOME: join(cwd, 'home') };
  const child = spawn(process.execPath, [...node, bin, ...args], { cwd, env, stdio: ['pipe', 'ignore', 'ignore'] });
  child.stdin.end(list);
  const exited = once(child, 'exit');
  while (child.exitCode === null && child.signalCode === null) {
    const text = await readFile(join(cwd, 'killed.json.resume.json'), 'utf8').catch(() => '');
    const inputs = Number(/"inputs":(\d+)/.exec(text)?.[1] ?? 0);
    if (inputs >= atInputs) child.kill('SIGKILL');
    await delay(5);
  }
  await exited;
  return child.signalCode === 'SIGKILL';
}

describe('apply', () => {
  it('gives people a block for each input, and sums up on stderr', async () => {
    const { cwd, zoo } = await workplace();
    await paint(join(cwd, 'sky.png'), '#0010f0');
    const { exitCode, stdout, stderr } = await zoo(['apply', './source', 'sky.png', 'missing.png']);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(
      /^sky\.png\nblue {2}\d+\.\d %\n\nmissing\.png\n✗ missing\.png: There is no file .*ERR_ZOO_FILE_NOT_FOUND\n$/,
    );
    expect(stderr).toMatch(/1 input done, 1 failed\.\n$/);
  });

  it('takes folders, patterns and lists, and names the labels as asked', async () => {
    const { cwd, zoo } = await workplace();
    await writeSource(join(cwd, 'in', 'deep'), { 'notes.txt': 'no picture' });
    await paint(join(cwd, 'in', 'deep', 'sky.png'), '#00f');
    await paint(join(cwd, 'leaf.png'), '#0f0');
    await paint(join(cwd, 'rose.png'), '#f00');
    const args = ['--json', 'apply', './source', 'in', 'l*.png', '-', '--label-field', 'colour', '--batch-size', '2'];
    const { exitCode, stdout, stderr } = await zoo(args, { stdin: 'rose.png\n' });
    expect(exitCode).toBe(0);
    expect(lines(stdout)).toMatchObject([
      { filepath: join('in', 'deep', 'sky.png'), colour: { label: 'blue' } },
      { filepath: 'leaf.png', colour: { label: 'green' } },
      { filepath: 'rose.png', colour: { label: 'red' } },
    ]);
    expect(lines(stderr).at(-1)).toStrictEqual({ done: 3, failed: 0, skipped: 0, out: null });
  });

  it('passes thresholds and parameters on', async () => {
    const { cwd, zoo } = await workplace();
    await paint(join(cwd, 'sky.png'), '#0010f0');
    const run = await zoo([
      '--json',
      'apply',
      './source',
      'sky.png',
      '--param',
      'top_k=3',
      '--confidence-thresh',
      '0.5',
    ]);
    expect(run.exitCode).toBe(0);
    expect(lines(run.stdout)).toMatchObject([
      { predictions: { _cls: 'Classifications', classifications: [{ label: 'blue' }] } },
    ]);
    const wrong = await zoo(['--json', 'apply', './source', 'sky.png', '--param', 'no_such=1']);
    expect(wrong.exitCode).not.toBe(0);
  });

  it('writes results and pictures where it is told', async () => {
    const { cwd, zoo } = await workplace();
    await paint(join(cwd, 'sky.png'), '#0010f0');
    const apply = ['--json', 'apply', './source', 'sky.png'];
    const results = await zoo([...apply, '--out', 'new/results.csv', '--draw', 'drawn']);
    expect(results).toMatchObject({ exitCode: 0 });
    expect(lines(results.stdout)).toMatchObject([{ filepath: 'sky.png', predictions: { label: 'blue' } }]);
    expect(await readFile(join(cwd, 'new', 'results.csv'), 'utf8')).toMatch(
      /\r\nsky\.png,predictions,Classification,blue,/,
    );
    expect(await readdir(join(cwd, 'drawn'))).toStrictEqual(['sky.png']);
    expect((await zoo([...apply, '--out', 'dataset', '--format', 'fiftyone'])).exitCode).toBe(0);
    expect((await readdir(join(cwd, 'dataset'))).toSorted()).toStrictEqual(['metadata.json', 'samples.json']);
  });

  it('goes on with a run that was killed, whenever it was', async () => {
    const { cwd, zoo } = await workplace();
    const names = Array.from({ length: 20 }, (_, index) => `${index}.png`);
    for (const [index, name] of names.entries()) await paint(join(cwd, name), COLOURS[index % 3] ?? '');
    const list = [...names, 'missing.png', ...names].join('\n');
    const apply = ['apply', './boxes', '-', '--format', 'coco', '--trust'];
    await writeSource(join(cwd, 'boxes'), {
      'manifest.json': JSON.stringify({ name: 'boxes', models: [{ base_name: 'boxes', base_filename: 'boxes.txt' }] }),
      'index.mjs': BOXES,
    });
    const expected = await zoo([...apply, '--out', 'whole.json'], { stdin: list });
    expect(expected, expected.stderr).toMatchObject({ exitCode: 1 });
    let kills = 0;
    for (const atInputs of [1, 8]) {
      if (await runAndKill([...apply, '--resume', '--out', 'killed.json'], { cwd, list, atInputs })) kills += 1;
    }
    expect(kills).toBe(2);
    const rest = await zoo(['--json', ...apply, '--resume', '--out', 'killed.json'], { stdin: list });
    expect(lines(rest.stderr).at(-1)).toMatchObject({ done: expect.any(Number) as number });
    expect(lines(rest.stderr).at(-1)).not.toMatchObject({ skipped: 0 });
    expect(await readFile(join(cwd, 'killed.json'), 'utf8')).toBe(await readFile(join(cwd, 'whole.json'), 'utf8'));
    expect((await readdir(cwd)).filter((name) => name.startsWith('killed'))).toStrictEqual(['killed.json']);
  });

  it('does not go on with another run', async () => {
    const { cwd, zoo } = await workplace();
    for (const name of ['a.png', 'b.png', 'c.png']) await paint(join(cwd, name), '#00f');
    const progress = { inputs: 1, digest: 'of other inputs', done: 1, failed: 0, writer: { bytes: 0 } };
    const run = ['apply', './source', null, null, {}, 'predictions', null, false, 'jsonl', null];
    const digest = createHash('sha256').update(JSON.stringify(run)).digest('hex');
    await writeFile(join(cwd, 'out.jsonl.resume.json'), JSON.stringify({ version: 1, run: digest, progress }));
    await writeFile(join(cwd, 'out.jsonl'), '');
    const apply = ['--json', 'apply', './source', 'a.png', 'b.png', '--resume'];
    for (const args of [['--out', 'out.jsonl'], ['--out', 'out.jsonl', '--label-field', 'x'], []]) {
      const { exitCode, stderr } = await zoo([...apply, ...args]);
      expect(exitCode).toBe(2);
      expect(lines(stderr).at(-1)).toMatchObject({ error: { code: 'ERR_ZOO_USAGE' } });
    }
    expect((await zoo([...apply, '--out', 'new.jsonl'])).exitCode).toBe(0);
  });

  it('does not go on when its results are gone, and begins anew when it may', async () => {
    const { cwd, zoo } = await workplace();
    await paint(join(cwd, 'a.png'), '#00f');
    const apply = ['--json', 'apply', './source', 'a.png', 'b.png', '--out', 'out.jsonl'];
    const run = ['apply', './source', null, null, {}, 'predictions', null, false, 'jsonl', null];
    const digest = createHash('sha256').update(JSON.stringify(run)).digest('hex');
    const progress = { inputs: 1, digest: '', done: 1, failed: 0, writer: { bytes: 100 } };
    await writeFile(join(cwd, 'out.jsonl.resume.json'), JSON.stringify({ version: 1, run: digest, progress }));
    const { exitCode, stderr } = await zoo([...apply, '--resume']);
    expect(exitCode).toBe(2);
    expect(lines(stderr).at(-1)).toMatchObject({
      error: { code: 'ERR_ZOO_USAGE', message: expect.stringContaining('out.jsonl no longer holds') as string },
    });
    expect(lines((await zoo(apply)).stderr).at(-1)).toMatchObject({ done: 1, failed: 1, skipped: 0 });
  });

  it('reads tensors in the form in which it prints them', async () => {
    const graph = await readFile(new URL('../test/fixtures/add.onnx', import.meta.url));
    const { cwd, zoo } = await workplace({
      files: { 'add.onnx': graph },
      model: {
        base_filename: 'add.onnx',
        manager: { type: 'http', config: { url: 'add.onnx' } },
        default_deployment_config_dict: { type: 'onnx', config: { task: 'tensors' } },
      },
    });
    await writeFile(join(cwd, 'x.json'), JSON.stringify({ x: { type: 'float32', dims: [3], data: [10, 20, 30] } }));
    await writeFile(join(cwd, 'bad.json'), '{}');
    const { stdout, exitCode } = await zoo(['--json', 'apply', './source', 'x.json', 'bad.json']);
    expect(exitCode).toBe(1);
    expect(lines(stdout)).toMatchObject([
      { predictions: { _cls: 'Tensors', tensors: { y: { type: 'float32', dims: [3], data: [11, 22, 33] } } } },
      { filepath: 'bad.json', error: { code: 'ERR_ZOO_INPUT_INVALID' } },
    ]);
  });

  it('does not touch the model for an input that cannot be', async () => {
    const { zoo } = await workplace();
    const { exitCode, stderr } = await zoo(['--json', 'apply', './source', '*.jpg']);
    expect(exitCode).toBe(3);
    expect(lines(stderr)).toMatchObject([{ error: { code: 'ERR_ZOO_FILE_NOT_FOUND' } }]);
  });

  it('says that a model gives no embeddings, and leaves no file', async () => {
    const { cwd, zoo } = await workplace();
    await paint(join(cwd, 'sky.png'), '#00f');
    const { exitCode, stderr } = await zoo(['--json', 'embed', './source', 'sky.png', '--out', 'out.npy']);
    expect(exitCode).toBe(1);
    expect(lines(stderr).at(-1)).toMatchObject({ error: { code: 'ERR_ZOO_CAPABILITY_MISSING' } });
    expect(await readdir(cwd)).not.toContain('out.npy');
  });
});
