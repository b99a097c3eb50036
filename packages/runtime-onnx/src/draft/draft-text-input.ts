import type { TensorSlot } from '../session/tensor-slot.js';
import { wrongAnswer, type Answers } from './answers.js';
import type { Config, DraftedTask } from './drafted.js';

const TOKENIZER = 'tokenizer.json';
const TOKENIZER_CONFIG = 'tokenizer_config.json';
/** What the inputs of a graph that takes tokens are usually called. */
const USUAL_NAMES = { ids: 'input_ids', mask: 'attention_mask', types: 'token_type_ids' } as const;

/**
 * `input` of tasks that read texts: as they are, or as tokens.
 *
 * @param beside Names of the files in the folder of the model.
 */
export function draftTextInput(
  slots: readonly TensorSlot[],
  beside: readonly string[],
  answers: Answers,
): Pick<DraftedTask, 'input' | 'files'> {
  if (slots.some(({ type }) => type === 'string')) return {};
  const tokenizer = answers.ask({
    key: 'tokenizer',
    question: 'What is the file of its tokenizer called, a tokenizer.json of Hugging Face in the folder of the model?',
    default: beside.includes(TOKENIZER) ? TOKENIZER : undefined,
  });
  if (tokenizer !== undefined && !beside.includes(tokenizer)) {
    throw wrongAnswer('tokenizer', tokenizer, 'It is the name of a file in the folder of the model.');
  }
  const prefix = answers.ask({
    key: 'prefix',
    question: 'Does each text begin with words that it was trained with, such as "query: "?',
    default: '',
  });
  const files = tokenizer === undefined ? [] : [tokenizer];
  return {
    input: {
      ...(tokenizer !== undefined && { tokenizer_path: tokenizer }),
      ...(prefix !== undefined && prefix !== '' && { prefix }),
      ...namesOf(slots),
    },
    files: beside.includes(TOKENIZER_CONFIG) ? [...files, TOKENIZER_CONFIG] : files,
  };
}

function namesOf(slots: readonly TensorSlot[]): Config {
  const mask = slots.find(({ name }) => /mask/i.test(name));
  const types = slots.find(({ name }) => /type|segment/i.test(name));
  const ids = slots.find((slot) => slot !== mask && slot !== types);
  const names = Object.entries({ ids, mask, types }).flatMap(([role, slot]) =>
    slot === undefined || slot.name === USUAL_NAMES[role as keyof typeof USUAL_NAMES] ? [] : [[role, slot.name]],
  );
  return names.length === 0 ? {} : { names: Object.fromEntries(names) as Config };
}
