import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ZooError, type HookContext, type SourceHooks } from '@modelzoo/core';
import { createTestContext } from '@modelzoo/testkit';
import sharp from 'sharp';
import { describe, expect, it, onTestFinished } from 'vitest';
import { buildOnnx, meanColourGraph } from '../test/build-onnx.js';
import { folderModel, loadOnnx, temporaryFolder } from '../test/load-onnx.js';
import { onnxConfigSchema } from './config/onnx-deployment-config.js';

const readme = await readFile(join(import.meta.dirname, '../README.md'), 'utf8');

function block(language: string): string {
  const code = new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 's').exec(readme)?.[1];
  if (code === undefined) throw new Error(`The README has no block of ${language}.`);
  return code;
}

describe('the README', () => {
  it('describes a model with a config that is right', () => {
    const { type, config } = JSON.parse(block('json')) as { type: string; config: unknown };
    expect(type).toBe('onnx');
    expect(onnxConfigSchema.safeParse(config)).toMatchObject({ success: true });
  });

  it('shows a hook that works', async () => {
    const module = join(await temporaryFolder(), 'index.ts');
    await writeFile(module, block('ts'));
    const { loadModel } = (await import(module)) as SourceHooks;
    const files = await folderModel({ 'model.onnx': buildOnnx(meanColourGraph(1)) });
    const plain = createTestContext({ offline: true });
    onTestFinished(() => plain.close());
    const context: HookContext = {
      fetch: plain.fetch,
      log: plain.log,
      signal: plain.signal,
      sourceDir: files.path,
      sourceFile: async (path) => join(files.path, path),
      download: () => Promise.reject(new Error('The example downloads nothing.')),
      load: (choice) => loadOnnx(files, choice.config),
      error: (code, message, options) => new ZooError(code, message, options),
      import: (name) => import(name),
    };
    const model = await loadModel?.('colours', files.path, {}, context);
    for (const [colour, label] of [
      ['#f00', 'warm'],
      ['#00f', 'cold'],
    ]) {
      const picture = sharp({ create: { width: 4, height: 4, channels: 3, background: colour ?? '' } });
      const input = await picture.png().toBuffer();
      await expect(model?.predict(input)).resolves.toMatchObject({ _cls: 'Classification', label });
    }
  });
});
