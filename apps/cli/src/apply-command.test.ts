import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeSource } from '../test/support/source-forms.js';
import { lines, paint, workplace } from '../test/support/workplace.js';

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
    expect(lines(stderr).at(-1)).toStrictEqual({ done: 3, failed: 0, out: null });
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
