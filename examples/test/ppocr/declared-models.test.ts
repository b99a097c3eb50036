import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Model, PluginChoice } from '@modelzoo/core';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createHookContext } from './hook-context.ts';
import { readManifest, weightsDir } from './model-files.ts';

const picture = fileURLToPath(new URL('../../images/street-sign.jpg', import.meta.url));

async function load(name: string): Promise<Model> {
  const model = (await readManifest()).find(({ base_name }) => base_name === name);
  const [file] = model?.manager.config.files ?? [];
  const choice: PluginChoice = model?.default_deployment_config_dict ?? {};
  return createHookContext(weightsDir()).load(choice, { path: join(weightsDir(), file?.from ?? '') });
}

describe('the declared models', () => {
  it('tell a line that stands upright from one on its head', async () => {
    await using model = await load('ppocr/text-orientation');
    const line = sharp(picture).extract({ left: 165, top: 312, width: 285, height: 48 });
    const upright = await line.png().toBuffer();
    const turned = await sharp(upright).rotate(180).png().toBuffer();
    expect(await model.predictAll([upright, turned])).toMatchObject([
      { _cls: 'Classification', label: '0' },
      { _cls: 'Classification', label: '180' },
    ]);
  });

  it.each([
    ['ppocr/text-detection', [1, 3, 64, 96], [1, 1, 64, 96]],
    ['ppocr/text-recognition', [2, 3, 48, 320], [2, 40, 6625]],
  ])('give the numbers of %s in the shape that its description says', async (name, dims, given) => {
    await using model = await load(name);
    const data = new Float32Array(dims.reduce((product, dim) => product * dim, 1));
    const { tensors } = (await model.predict({ x: { type: 'float32', dims, data } })) as { tensors: object };
    expect(Object.values(tensors)).toMatchObject([{ type: 'float32', dims: given }]);
  });
});
