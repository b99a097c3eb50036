import { dirname, join } from 'node:path';
import { ZooError } from '@modelzoo/core';
import { z } from 'zod';
import { findSideFile, needSideFile, readSideJson, type SideFiles } from '../tasks/find-side-file.js';
import { truncateTokens, type TextTokenizer } from './text-tokens.js';

/** The parts of a `tokenizer.json` that are ours to follow. */
const tokenizerSchema = z.looseObject({
  model: z.looseObject({}),
  truncation: z.looseObject({ max_length: z.int().min(1) }).nullish(),
  padding: z
    .looseObject({ direction: z.enum(['Left', 'Right']).optional(), pad_id: z.int().min(0).optional() })
    .nullish(),
});

const token = z.union([z.string(), z.looseObject({ content: z.string() }).transform(({ content }) => content)]);
const settingsSchema = z.looseObject({
  model_max_length: z.number().min(1).nullish(),
  padding_side: z.enum(['left', 'right']).nullish(),
  pad_token: token.nullish(),
});

/** Models without a limit say a number that no text reaches. */
const NO_LIMIT = 1e9;

/**
 * Reads a `tokenizer.json`, and the `tokenizer_config.json` beside it, where there is one.
 * @throws ZooError `ERR_ZOO_FILE_NOT_FOUND`, `ERR_ZOO_DEPLOYMENT_INVALID`
 */
export async function readTokenizer(name: string, places: SideFiles): Promise<TextTokenizer> {
  const path = await needSideFile('tokenizer_path', name, places);
  const content = await readSideJson(path);
  const definition = tokenizerSchema.safeParse(content);
  if (!definition.success) throw unusable(path, definition.error);
  const beside = await findSideFile('tokenizer_path', join(dirname(name), 'tokenizer_config.json'), places);
  const { data: settings = {} } = settingsSchema.safeParse(beside === undefined ? {} : await readSideJson(beside));
  // It is a third of a millisecond to load, and still none that models without texts should pay.
  const { Tokenizer } = await import('@huggingface/tokenizers');
  const build = () => new Tokenizer(JSON.parse(JSON.stringify(content)) as object, settings);
  const tokenizer = attempt(path, build);
  const { padding, truncation } = definition.data;
  const { model_max_length: longest, pad_token: padToken } = settings;
  const limit = typeof longest === 'number' && longest < NO_LIMIT ? Math.floor(longest) : undefined;
  return {
    maxTokens: truncation?.max_length ?? limit,
    padId: padding?.pad_id ?? (typeof padToken === 'string' ? tokenizer.token_to_id(padToken) : undefined) ?? 0,
    padSide: (padding?.direction ?? settings.padding_side ?? 'right').toLowerCase() === 'left' ? 'left' : 'right',
    encode(text, maxTokens) {
      const { ids, token_type_ids: types } = tokenizer.encode(text, { return_token_type_ids: true });
      if (maxTokens === undefined || ids.length <= maxTokens) return { ids, types };
      const plain = tokenizer.encode(text, { add_special_tokens: false });
      return truncateTokens({ ids, types }, plain.ids, maxTokens);
    },
  };
}

function attempt<Result>(path: string, build: () => Result): Result {
  try {
    return build();
  } catch (cause) {
    throw unusable(path, cause);
  }
}

function unusable(path: string, cause: unknown): ZooError {
  return new ZooError('ERR_ZOO_DEPLOYMENT_INVALID', `${path} is no tokenizer that can be used.`, {
    hint: 'It has to be a tokenizer.json, as the fast tokenizers of Hugging Face are saved. Tell the author.',
    details: { path, reason: cause instanceof Error ? cause.message.slice(0, 200) : undefined },
    cause,
  });
}
