/** Words that the tokenizer of tests knows, in the order of their numbers. */
const vocabulary = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', 'red', 'green', 'blue', '##ish'];

/** A `tokenizer.json` as BERT's are, with few words. */
export function wordTokenizer(settings: { readonly truncation?: object; readonly padding?: object } = {}): string {
  const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]'];
  return JSON.stringify({
    version: '1.0',
    truncation: settings.truncation ?? null,
    padding: settings.padding ?? null,
    added_tokens: special.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [part('[CLS]'), { Sequence: { id: 'A', type_id: 0 } }, part('[SEP]')],
      pair: [
        part('[CLS]'),
        { Sequence: { id: 'A', type_id: 0 } },
        part('[SEP]'),
        { Sequence: { id: 'B', type_id: 1 } },
      ],
      special_tokens: Object.fromEntries(
        ['[CLS]', '[SEP]'].map((id) => [id, { id, ids: [vocabulary.indexOf(id)], tokens: [id] }]),
      ),
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(vocabulary.map((word, id) => [word, id])),
    },
  });
}

/** A special token of a template. */
function part(id: string): object {
  return { SpecialToken: { id, type_id: 0 } };
}

/** Number of a word. */
export function idOf(word: string): number {
  return vocabulary.indexOf(word);
}
