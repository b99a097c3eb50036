import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HookContext, Model } from '@modelzoo/core';
import { describe, expect, it } from 'vitest';
import { loadModel, parseParameters, resolveInput } from '../../sources/ppocr/index.ts';
import { parametersSchema } from '../../sources/ppocr/parameters.ts';
import { createHookContext } from './hook-context.ts';

/** Parts that note when they are freed. The one at `failing` cannot be loaded. */
function noteDisposals(failing?: string): { context: HookContext; freed: string[] } {
  const freed: string[] = [];
  const load: HookContext['load'] = async (_choice, { path = '' } = {}) => {
    if (path === failing) throw new Error(`${path} is damaged.`);
    return { [Symbol.asyncDispose]: async () => void freed.push(path) } as Model;
  };
  return { context: { ...createHookContext('/nowhere'), load }, freed };
}

async function withKeyFile<Result>(use: (modelPath: string) => Promise<Result>): Promise<Result> {
  const modelPath = await mkdtemp(join(tmpdir(), 'modelzoo-ppocr-'));
  try {
    await writeFile(join(modelPath, 'keys.txt'), 'a\nb');
    return await use(modelPath);
  } finally {
    await rm(modelPath, { recursive: true });
  }
}

describe('the hooks', () => {
  it('describe and check parameters before anything is loaded', async () => {
    const context = createHookContext('/nowhere');
    expect(resolveInput()).toBe(parametersSchema);
    expect(parseParameters('ppocr/ocr', context, { max_side: '640' })).toMatchObject({ max_side: 640 });
    await expect(loadModel('ppocr/ocr', '/nowhere', { max_sides: 1 }, context)).rejects.toThrow(
      'no parameter "max_sides"',
    );
  });

  it('free all three parts with the model', async () => {
    const { context, freed } = noteDisposals();
    const model = await withKeyFile((modelPath) => loadModel('ppocr/ocr', modelPath, {}, context));
    expect(freed).toStrictEqual([]);
    await model[Symbol.asyncDispose]();
    expect(freed.toSorted()).toStrictEqual(['cls.onnx', 'det.onnx', 'rec.onnx']);
  });

  it('free what is loaded when another part cannot be', async () => {
    const { context, freed } = noteDisposals('cls.onnx');
    const loading = withKeyFile((modelPath) => loadModel('ppocr/ocr', modelPath, {}, context));
    await expect(loading).rejects.toThrow('cls.onnx is damaged.');
    expect(freed.toSorted()).toStrictEqual(['det.onnx', 'rec.onnx']);
  });
});
