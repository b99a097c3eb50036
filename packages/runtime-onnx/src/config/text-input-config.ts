import { z } from 'zod';
import { strictObject } from './strict-object.js';

/** `input` of tasks that read texts. */
export const textInputConfigSchema = strictObject({
  name: z.string().optional().describe('Name of the input that takes texts as they are. Default: the only one.'),
  kind: z.literal('text').optional(),
  tokenizer_path: z
    .string()
    .min(1)
    .optional()
    .describe('For graphs that take tokens: a tokenizer.json of Hugging Face, beside the model or the manifest.'),
  max_tokens: z
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe(
      'Longer texts are cut off. Default: from the graph, the tokenizer, or the tokenizer_config.json beside it.',
    ),
  prefix: z.string().optional().describe('Text before each text, as some models were trained with: "query: ".'),
  names: strictObject({
    ids: z.string().optional(),
    mask: z.string().optional(),
    types: z.string().optional(),
  })
    .optional()
    .describe('Names of the inputs that take tokens. Default: input_ids, attention_mask, token_type_ids.'),
}).superRefine((input, context) => {
  if (input.tokenizer_path !== undefined) return;
  for (const key of ['max_tokens', 'names'] as const) {
    if (input[key] !== undefined) {
      context.addIssue({ code: 'custom', path: [key], message: 'It goes with "tokenizer_path" only.' });
    }
  }
});
/** How texts become input tensors. */
export type TextInputConfig = z.output<typeof textInputConfigSchema>;
