import { ZooError, type Tensor } from '@modelzoo/core';
import type { TextInputConfig } from '../config/text-input-config.js';
import type { TensorSlot } from '../session/tensor-slot.js';
import type { TextTokenizer, TextTokens } from '../text/text-tokens.js';
import type { TextPlan } from './text-plan.js';

const defaultNames = { ids: 'input_ids', mask: 'attention_mask', types: 'token_type_ids' } as const;
type TokenRole = keyof typeof defaultNames;

/**
 * For a graph that takes tokens. Texts of a batch are padded to the longest, or to what the graph takes.
 * @throws ZooError `ERR_ZOO_DEPLOYMENT_INVALID` when the graph takes something else
 */
export function planTokens(config: TextInputConfig, slots: readonly TensorSlot[], tokenizer: TextTokenizer): TextPlan {
  const names = new Map<string, TokenRole>();
  for (const role of ['ids', 'mask', 'types'] as const) names.set(config.names?.[role] ?? defaultNames[role], role);
  const inputs = slots.map((slot) => ({ slot, role: checkSlot(slot, names) }));
  const ids = inputs.find(({ role }) => role === 'ids')?.slot;
  if (ids === undefined) throw misfit('The graph has no input for the tokens of texts.', slots);
  const [batch, width] = ids.shape;
  const fixed = typeof width === 'number' ? width : undefined;
  const wanted = config.max_tokens ?? tokenizer.maxTokens;
  const maxTokens = fixed === undefined ? wanted : Math.min(fixed, wanted ?? fixed);

  return {
    batched: typeof batch === 'string',
    feedsOf(texts) {
      const encoded = texts.map((text) => tokenizer.encode(text, maxTokens));
      const columns = fixed ?? Math.max(1, ...encoded.map((each) => each.ids.length));
      const starts = encoded.map((each) => (tokenizer.padSide === 'left' ? columns - each.ids.length : 0));
      return {
        feeds: inputs.map(({ slot, role }) => {
          const data = new Int32Array(texts.length * columns).fill(role === 'ids' ? tokenizer.padId : 0);
          for (const [row, each] of encoded.entries())
            data.set(valuesOf(each, role), row * columns + (starts[row] ?? 0));
          return { name: slot.name, tensor: tensorOf(slot, [texts.length, columns], data) };
        }),
        tokens: encoded.map((each, row) => ({ start: starts[row] ?? 0, length: each.ids.length })),
      };
    },
  };
}

function valuesOf(tokens: TextTokens, role: TokenRole): readonly number[] {
  if (role === 'ids') return tokens.ids;
  return role === 'mask' ? tokens.ids.map(() => 1) : tokens.types;
}

function tensorOf({ type }: TensorSlot, dims: readonly number[], data: Int32Array): Tensor {
  if (type === 'int32') return { type, dims, data };
  return { type: 'int64', dims, data: BigInt64Array.from(data, BigInt) };
}

function checkSlot(slot: TensorSlot, names: ReadonlyMap<string, TokenRole>): TokenRole {
  const role = names.get(slot.name);
  if (role !== undefined && (slot.type === 'int64' || slot.type === 'int32') && slot.shape.length === 2) return role;
  const name = JSON.stringify(slot.name);
  throw misfit(
    role === undefined
      ? `It is not clear what the input ${name} of the graph is.`
      : `The input ${name} takes no tokens.`,
    [slot],
  );
}

function misfit(message: string, slots: readonly TensorSlot[]): ZooError {
  return new ZooError('ERR_ZOO_DEPLOYMENT_INVALID', message, {
    hint: 'The config names inputs as "input.names": ids, mask and types, each a batch of rows of whole numbers.',
    details: { inputs: slots.map(({ name, type, shape }) => `${name}: ${type}[${shape.join(', ')}]`) },
  });
}
