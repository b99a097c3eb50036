import type { GraphSpec } from './build-onnx.js';

export interface ConstantOutput {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** A graph that takes a picture of 16 × 16, and says the same of every one. */
export function constantGraph(outputs: readonly ConstantOutput[]): GraphSpec {
  return {
    inputs: [{ name: 'picture', type: 'float32', shape: [1, 3, 16, 16] }],
    outputs: outputs.map(({ name, shape }) => ({ name, shape, type: 'float32' })),
    nodes: outputs.map(({ name }) => ({ operator: 'Identity', inputs: [`constant ${name}`], outputs: [name] })),
    initializers: outputs.map(({ name, shape, values }) => ({ name: `constant ${name}`, shape, values })),
  };
}
