import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { array, assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/load-onnx.js';
import { idOf, wordTokenizer } from '../../test/word-tokenizer.js';
import { readTokenizer } from './read-tokenizer.js';
import { truncateTokens } from './text-tokens.js';

async function read(files: Readonly<Record<string, string>>, name = 'tokenizer.json') {
  const path = await temporaryFolder();
  await mkdir(join(path, 'deep'));
  for (const [file, content] of Object.entries(files)) await writeFile(join(path, file), content);
  const modelFile = join(path, 'model.onnx');
  return readTokenizer(name, { modelFile, files: { path, files: [modelFile], sourceDir: undefined } });
}

const ids = (...words: readonly string[]): number[] => words.map(idOf);

describe('readTokenizer', () => {
  it('makes the tokens that the file says, with the special ones around them', async () => {
    const tokenizer = await read({ 'deep/t.json': wordTokenizer() }, 'deep/t.json');
    expect(tokenizer.encode('Red, blueish', undefined)).toStrictEqual({
      ids: ids('[CLS]', 'red', '[UNK]', 'blue', '##ish', '[SEP]'),
      types: [0, 0, 0, 0, 0, 0],
    });
    expect(tokenizer).toMatchObject({ maxTokens: undefined, padId: 0, padSide: 'right' });
  });

  it('cuts off the end of the text, and keeps what belongs around it', async () => {
    const tokenizer = await read({ 'tokenizer.json': wordTokenizer() });
    expect(tokenizer.encode('red green blue', 4).ids).toStrictEqual(ids('[CLS]', 'red', 'green', '[SEP]'));
    expect(tokenizer.encode('red green blue', 2).ids).toStrictEqual(ids('[CLS]', '[SEP]'));
    expect(tokenizer.encode('red green blue', 1).ids).toStrictEqual(ids('[CLS]'));
  });

  it('takes limits and padding from the file, and else from the settings beside it', async () => {
    const settings = { model_max_length: 512, padding_side: 'left', pad_token: { content: '[UNK]' } };
    const beside = { 'tokenizer_config.json': JSON.stringify(settings) };
    await expect(read({ 'tokenizer.json': wordTokenizer(), ...beside })).resolves.toMatchObject({
      maxTokens: 512,
      padId: 1,
      padSide: 'left',
    });
    const own = wordTokenizer({ truncation: { max_length: 8 }, padding: { direction: 'Right', pad_id: 3 } });
    await expect(read({ 'tokenizer.json': own, ...beside })).resolves.toMatchObject({
      maxTokens: 8,
      padId: 3,
      padSide: 'right',
    });
    const endless = { 'tokenizer_config.json': '{"model_max_length": 1000000000000000019884624838656}' };
    await expect(read({ 'tokenizer.json': wordTokenizer(), ...endless })).resolves.toMatchObject({
      maxTokens: undefined,
    });
  });

  it.each([
    ['no JSON', 'ERR_ZOO_DEPLOYMENT_INVALID', '<html>'],
    ['no tokenizer', 'ERR_ZOO_DEPLOYMENT_INVALID', '{"model": {"type": "WordPiece"}}'],
    ['no object', 'ERR_ZOO_DEPLOYMENT_INVALID', '[]'],
  ])('refuses a file that is %s', async (_, code, content) => {
    await expect(read({ 'tokenizer.json': content })).rejects.toMatchObject({ code });
  });

  it('says what is missing, and leads nowhere else', async () => {
    await expect(read({})).rejects.toMatchObject({ code: 'ERR_ZOO_FILE_NOT_FOUND' });
    await expect(read({}, '../tokenizer.json')).rejects.toMatchObject({ code: 'ERR_ZOO_DEPLOYMENT_INVALID' });
  });
});

describe('truncateTokens', () => {
  it('never gives more than it may, and begins and ends as the whole does', () => {
    const text = array(integer({ min: 10, max: 20 }));
    assert(
      property(text, integer({ min: 2, max: 30 }), (plain, maxTokens) => {
        const all = { ids: [2, ...plain, 3], types: [2, ...plain, 3].map(() => 0) };
        const cut = truncateTokens(all, plain, maxTokens);
        expect(cut.ids).toHaveLength(Math.min(all.ids.length, maxTokens));
        expect(cut.types).toHaveLength(cut.ids.length);
        expect(cut.ids).toStrictEqual([2, ...plain.slice(0, maxTokens - 2), 3]);
      }),
    );
  });
});
