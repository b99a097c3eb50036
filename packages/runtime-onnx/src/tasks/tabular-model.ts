import { ZooError, type Model, type ModelInput, type Prediction, type Tensor } from '@modelzoo/core';
import type { TabularConfig } from '../config/tabular-config.js';
import type { NamedTensor } from '../session/onnx-session.js';
import { leavesBatchOpen, type TensorSlot } from '../session/tensor-slot.js';
import { chooseOutput } from './choose-output.js';
import { mapTogether } from './map-together.js';
import type { ModelParts } from './model-parts.js';
import { predictWith } from './predict-with.js';
import { readLabels } from './read-labels.js';
import { readRow, type Cell } from './read-row.js';
import { toNumbers } from './to-numbers.js';
import { withoutEmbeddings } from './without-embeddings.js';

/**
 * A model that looks at a row of a table. Where the graph gives no probabilities as a tensor, the confidence is 1.
 * @throws ZooError `ERR_ZOO_DEPLOYMENT_INVALID`, `ERR_ZOO_FILE_NOT_FOUND`
 */
export async function createTabularModel(parts: ModelParts<TabularConfig>): Promise<Model> {
  const { session, config, limits } = parts;
  const { output } = config;
  const names = output.names ?? {};
  const columns = config.input?.columns?.map((each) => (typeof each === 'string' ? { name: each, from: each } : each));
  const [first, ...others] = session.inputs;
  const whole = others.length === 0 ? first : undefined;
  if (whole === undefined) checkColumns(columns ?? [], session.inputs);
  const labels = await readLabels(output, parts);
  const answer =
    output.decode === 'value'
      ? chooseOutput('value', names.value, session.outputs, ['float32', 'float64', 'float16'])
      : chooseOutput('label', names.label, session.outputs, ['int64', 'int32', 'string']);
  const probabilities = session.outputs.find(({ name, type }) =>
    names.probabilities === undefined ? output.decode === 'label' && type === 'float32' : name === names.probabilities,
  );
  const outputs = probabilities === undefined ? [answer] : [answer, probabilities];
  const fetches = outputs.map(({ name }) => name);
  const isTable = session.inputs.every(({ shape }) => shape.length === 2);
  const maxBatch = isTable && leavesBatchOpen([...session.inputs, ...outputs]) ? limits.maxBatchSize : 1;

  function feedsOf(row: readonly Cell[]): NamedTensor[] {
    if (whole !== undefined) return [{ name: whole.name, tensor: tensorOf(whole, row) }];
    return session.inputs.map((slot) => {
      const place = (columns ?? []).findIndex(({ name }) => name === slot.name);
      return { name: slot.name, tensor: tensorOf(slot, row.slice(place, place + 1)) };
    });
  }

  async function predictOne(input: ModelInput, signal: AbortSignal | undefined): Promise<Prediction> {
    const keys = columns?.map(({ from }) => from);
    const prepare = async (): Promise<NamedTensor[]> => feedsOf(await readRow(input, keys, whole?.name, signal));
    const results = await session.runItem(prepare, { fetches, maxBatch, signal });
    const found = results.get(answer.name);
    if (output.decode === 'value') return { _cls: 'Regression', value: toNumbers(found)[0] ?? Number.NaN };
    const value = String(found?.data[0]);
    const label = found?.type === 'string' ? value : (labels?.[Number(value)] ?? value);
    const confidence = probabilities === undefined ? 1 : Math.max(...toNumbers(results.get(probabilities.name)));
    return { _cls: 'Classification', label, confidence: Math.min(Math.max(confidence, 0), 1) };
  }

  return {
    ...withoutEmbeddings,
    ...predictWith((inputs, { signal }) => mapTogether(inputs, signal, predictOne)),
    mediaType: 'tabular',
    hasLogits: false,
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}

function tensorOf(slot: TensorSlot, row: readonly Cell[]): Tensor {
  const width = slot.shape[1];
  if (typeof width === 'number' && width !== row.length) {
    throw invalid(`The row has ${row.length} values, and the model takes ${width}.`);
  }
  const dims = slot.shape.length === 1 ? [row.length] : [1, row.length];
  if (slot.type === 'string') return { type: 'string', dims, data: row.map(String) };
  const numbers = row.map((value) => {
    if (typeof value === 'number') return value;
    throw invalid(`The model takes numbers, and ${JSON.stringify(value)} is a text.`);
  });
  if (slot.type === 'float32') return { type: 'float32', dims, data: Float32Array.from(numbers) };
  if (slot.type === 'float64') return { type: 'float64', dims, data: Float64Array.from(numbers) };
  if (slot.type === 'int64' && numbers.every((value) => Number.isSafeInteger(value))) {
    return { type: 'int64', dims, data: BigInt64Array.from(numbers, BigInt) };
  }
  throw invalid(`The values of the row are no ${slot.type}, which the model takes.`);
}

function checkColumns(columns: readonly { readonly name: string }[], slots: readonly TensorSlot[]): void {
  const wanted = slots.map(({ name }) => name);
  const missing = wanted.find((name) => !columns.some((column) => column.name === name));
  const extra = columns.find(({ name }) => !wanted.includes(name))?.name;
  if (missing === undefined && extra === undefined) return;
  const name = JSON.stringify(missing ?? extra);
  throw new ZooError(
    'ERR_ZOO_DEPLOYMENT_INVALID',
    missing === undefined ? `The graph has no input ${name}.` : `No column is for the input ${name} of the graph.`,
    {
      hint: 'The config has to name all as "input.columns": { "name": the input, "from": the column }.',
      details: { inputs: wanted },
    },
  );
}

function invalid(message: string): ZooError {
  return new ZooError('ERR_ZOO_INPUT_INVALID', message, { hint: 'Compare the row with what the model describes.' });
}
