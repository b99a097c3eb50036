import { ZooError, type ModelInput, type Tensor } from '@modelzoo/core';
import { z } from 'zod';
import { readInputFile } from '../read-input-file.js';

/** A value of a table. */
export type Cell = number | string;

const cell = z.union([z.number(), z.string()]);
const rowSchema = z.union([z.array(cell), z.record(z.string(), cell)]);
const HINT =
  'Give a JSON file of one row, or its bytes: an object by the names of columns, or an array in their order.';

/**
 * The values of a row, in the order of the columns.
 * @param columns Names; `undefined` when a row is told by place alone.
 * @param whole Name of the input that takes a row as one tensor, where there is one.
 * @throws ZooError `ERR_ZOO_INPUT_INVALID`
 */
export async function readRow(
  input: ModelInput,
  columns: readonly string[] | undefined,
  whole: string | undefined,
  signal: AbortSignal | undefined,
): Promise<readonly Cell[]> {
  const row = isTensors(input) ? cellsOf(input, whole) : await parseRow(input, signal);
  if (Array.isArray(row)) return checkLength(row, columns);
  if (columns === undefined) throw invalid('The columns of this model have no names, and the row has.');
  const named = new Map(Object.entries(row));
  const unknown = [...named.keys()].find((name) => !columns.includes(name));
  if (unknown !== undefined) throw invalid(`The model has no column ${JSON.stringify(unknown)}.`, columns);
  return columns.map((name) => {
    const value = named.get(name);
    if (value === undefined) throw invalid(`The row has no ${JSON.stringify(name)}.`, columns);
    return value;
  });
}

async function parseRow(input: unknown, signal: AbortSignal | undefined): Promise<z.output<typeof rowSchema>> {
  const words = {
    given: 'The given row',
    other: 'This model takes rows of a table, and the input is none.',
    hint: HINT,
  };
  const { bytes, name } = await readInputFile(input, words, signal);
  let content: unknown;
  try {
    content = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new ZooError('ERR_ZOO_INPUT_INVALID', `${name} is no JSON.`, { hint: HINT, details: { name }, cause });
  }
  const parsed = rowSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  throw invalid(`${name} is no row of numbers and texts.`);
}

function cellsOf(input: Readonly<Record<string, Tensor>>, whole: string | undefined): z.output<typeof rowSchema> {
  const entries = Object.entries(input);
  const [only, ...others] = entries;
  if (only !== undefined && others.length === 0 && only[0] === whole) return Array.from(only[1].data, toCell);
  return Object.fromEntries(
    entries.map(([name, { data }]) => {
      if (data.length !== 1) throw invalid(`The column ${JSON.stringify(name)} holds ${data.length} values, not one.`);
      return [name, toCell(data[0] ?? 0)];
    }),
  );
}

function toCell(value: number | bigint | string): Cell {
  return typeof value === 'bigint' ? Number(value) : value;
}

function isTensors(input: ModelInput): input is Readonly<Record<string, Tensor>> {
  return typeof input === 'object' && !(input instanceof URL) && !(input instanceof Uint8Array);
}

function checkLength(row: readonly Cell[], columns: readonly string[] | undefined): readonly Cell[] {
  if (columns === undefined || columns.length === row.length) return row;
  throw invalid(`The row has ${row.length} values for ${columns.length} columns.`, columns);
}

function invalid(message: string, columns?: readonly string[]): ZooError {
  const hint =
    columns === undefined ? HINT : `The columns are ${columns.map((name) => JSON.stringify(name)).join(', ')}.`;
  return new ZooError('ERR_ZOO_INPUT_INVALID', message, { hint, details: { columns } });
}
