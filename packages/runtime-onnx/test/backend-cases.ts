import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tensor } from '@modelzoo/core';
import { toNumbers } from '../src/tasks/to-numbers.js';
import { readTensorProto } from './read-tensor-proto.js';

/** Where Debian puts the test data of the ONNX project. */
const root = '/usr/share/libonnx-testdata/data';

/** Why they cannot be run here; `undefined` when they can. */
export const missingBackendCases: string | undefined = existsSync(root)
  ? undefined
  : "The ONNX project's test data (package libonnx-testdata of Debian) is not on this machine.";

/** A graph of the ONNX project, with inputs and the outputs that they have to give. */
export interface BackendCase {
  readonly name: string;
  readonly model: string;
  readonly dataSets: readonly DataSet[];
}

/** `undefined` stands for what is no tensor of a type that JavaScript has. */
export interface DataSet {
  readonly inputs: readonly (Tensor | undefined)[];
  readonly outputs: readonly (Tensor | undefined)[];
}

/** Cases whose model is there: those of large networks are only named. */
export function backendCases(): BackendCase[] {
  if (missingBackendCases !== undefined) return [];
  return ['node', 'simple', 'pytorch-converted', 'pytorch-operator'].flatMap((group) =>
    readdirSync(join(root, group))
      .toSorted()
      .flatMap((name) => {
        const folder = join(root, group, name);
        const model = join(folder, 'model.onnx');
        if (!existsSync(model)) return [];
        const sets = readdirSync(folder).filter((each) => each.startsWith('test_data_set_'));
        return [{ name: `${group}/${name}`, model, dataSets: sets.map((set) => readDataSet(join(folder, set))) }];
      }),
  );
}

function readDataSet(folder: string): DataSet {
  const files = readdirSync(folder);
  const read = (kind: string): (Tensor | undefined)[] =>
    files
      .filter((file) => file.startsWith(kind))
      .toSorted((a, b) => Number(/\d+/.exec(a)?.[0]) - Number(/\d+/.exec(b)?.[0]))
      .map((file) => attempt(() => readTensorProto(readFileSync(join(folder, file)))));
  return { inputs: read('input_'), outputs: read('output_') };
}

/** Sequences and optional values are messages of another kind. */
function attempt(read: () => Tensor | undefined): Tensor | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** As the ONNX project compares: a difference of a thousandth. */
export function isSame(found: Tensor | undefined, wanted: Tensor | undefined): boolean {
  if (found === undefined || wanted === undefined) return false;
  if (found.type !== wanted.type || found.dims.join() !== wanted.dims.join()) return false;
  const [a, b] = [elementsOf(found), elementsOf(wanted)];
  return a.length === b.length && b.every((value, index) => isClose(a[index], value));
}

function elementsOf(tensor: Tensor): (number | bigint | string)[] {
  return [...(tensor.type === 'float16' ? toNumbers(tensor) : tensor.data)];
}

const RELATIVE_TOLERANCE = 1e-3;
const ABSOLUTE_TOLERANCE = 1e-7;

function isClose(found: unknown, wanted: number | bigint | string): boolean {
  if (typeof wanted !== 'number') return found === wanted;
  if (typeof found !== 'number') return false;
  const close = Math.abs(found - wanted) <= ABSOLUTE_TOLERANCE + RELATIVE_TOLERANCE * Math.abs(wanted);
  return close || found === wanted || (Number.isNaN(found) && Number.isNaN(wanted));
}
