import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** Element types, as `onnx.proto3` numbers them. */
const elementTypes = { float32: 1, uint8: 2, int64: 7, string: 8, bool: 9, float16: 10 } as const;

export interface ValueSpec {
  readonly name: string;
  readonly type: keyof typeof elementTypes;
  /** A text is a dimension that the graph leaves open. */
  readonly shape: readonly (number | string)[];
}

export interface NodeSpec {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly domain?: string;
  readonly integers?: Readonly<Record<string, number>>;
  /** Attributes that are lists of whole numbers. */
  readonly lists?: Readonly<Record<string, readonly number[]>>;
  readonly texts?: Readonly<Record<string, string>>;
}

export interface InitializerSpec {
  readonly name: string;
  readonly shape: readonly number[];
  /** float32 elements within the file, … */
  readonly values?: readonly number[];
  /** … or where they are instead. */
  readonly external?: Readonly<Record<string, string>>;
}

export interface GraphSpec {
  readonly inputs: readonly ValueSpec[];
  readonly outputs: readonly ValueSpec[];
  readonly nodes: readonly NodeSpec[];
  readonly initializers?: readonly InitializerSpec[];
  /** Operator sets beside the standard one. */
  readonly domains?: readonly string[];
}

/** The bytes of an `.onnx` file. Field numbers are those of `onnx.proto3`. */
export function buildOnnx(graph: GraphSpec): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(1, WireType.Varint).int64(8);
  message(writer, 7, (body) => {
    for (const node of graph.nodes) message(body, 1, (part) => writeNode(part, node));
    text(body, 2, 'test');
    for (const tensor of graph.initializers ?? []) message(body, 5, (part) => writeTensor(part, tensor));
    for (const value of graph.inputs) message(body, 11, (part) => writeValue(part, value));
    for (const value of graph.outputs) message(body, 12, (part) => writeValue(part, value));
  });
  for (const domain of ['', ...(graph.domains ?? [])]) {
    message(writer, 8, (part) => {
      if (domain !== '') text(part, 1, domain);
      part.tag(2, WireType.Varint).int64(domain === '' ? 17 : 1);
    });
  }
  return writer.finish();
}

/** `y = x + [1, 2, 3]`, the smallest graph that computes something. */
export const addGraph: GraphSpec = {
  inputs: [{ name: 'x', type: 'float32', shape: [3] }],
  outputs: [{ name: 'y', type: 'float32', shape: [3] }],
  nodes: [{ operator: 'Add', inputs: ['x', 'w'], outputs: ['y'] }],
  initializers: [{ name: 'w', shape: [3], values: [1, 2, 3] }],
};

/** A graph that hands an input through. */
export function identityGraph(type: ValueSpec['type'], shape: ValueSpec['shape']): GraphSpec {
  return {
    inputs: [{ name: 'x', type, shape }],
    outputs: [{ name: 'y', type, shape }],
    nodes: [{ operator: 'Identity', inputs: ['x'], outputs: ['y'] }],
  };
}

/** Scores of a picture: the mean of each of its channels. */
export function meanColourGraph(batch: number | string, type: 'float32' | 'float16' = 'float32'): GraphSpec {
  return {
    inputs: [{ name: 'picture', type, shape: [batch, 3, 2, 2] }],
    outputs: [{ name: 'scores', type, shape: [batch, 3, 1, 1] }],
    nodes: [{ operator: 'GlobalAveragePool', inputs: ['picture'], outputs: ['scores'] }],
  };
}

function writeNode(writer: BinaryWriter, node: NodeSpec): void {
  for (const input of node.inputs) text(writer, 1, input);
  for (const output of node.outputs) text(writer, 2, output);
  text(writer, 4, node.operator);
  for (const [name, value] of Object.entries(node.integers ?? {})) {
    message(writer, 5, (part) => {
      text(part, 1, name);
      part.tag(3, WireType.Varint).int64(value);
      part.tag(20, WireType.Varint).int32(2);
    });
  }
  for (const [name, values] of Object.entries(node.lists ?? {})) {
    message(writer, 5, (part) => {
      text(part, 1, name);
      for (const value of values) part.tag(8, WireType.Varint).int64(value);
      part.tag(20, WireType.Varint).int32(7);
    });
  }
  for (const [name, value] of Object.entries(node.texts ?? {})) {
    message(writer, 5, (part) => {
      text(part, 1, name);
      text(part, 4, value);
      part.tag(20, WireType.Varint).int32(3);
    });
  }
  if (node.domain !== undefined) text(writer, 7, node.domain);
}

function writeTensor(writer: BinaryWriter, tensor: InitializerSpec): void {
  for (const size of tensor.shape) writer.tag(1, WireType.Varint).int64(size);
  writer.tag(2, WireType.Varint).int32(elementTypes.float32);
  text(writer, 8, tensor.name);
  if (tensor.values !== undefined) {
    writer.tag(9, WireType.LengthDelimited).bytes(new Uint8Array(Float32Array.from(tensor.values).buffer));
  }
  if (tensor.external === undefined) return;
  for (const [key, value] of Object.entries(tensor.external)) {
    message(writer, 13, (part) => {
      text(part, 1, key);
      text(part, 2, value);
    });
  }
  writer.tag(14, WireType.Varint).int32(1);
}

function writeValue(writer: BinaryWriter, value: ValueSpec): void {
  text(writer, 1, value.name);
  message(writer, 2, (type) =>
    message(type, 1, (tensor) => {
      tensor.tag(1, WireType.Varint).int32(elementTypes[value.type]);
      message(tensor, 2, (shape) => {
        for (const size of value.shape) {
          message(shape, 1, (dimension) => {
            if (typeof size === 'number') dimension.tag(1, WireType.Varint).int64(size);
            else if (size !== '') text(dimension, 2, size);
          });
        }
      });
    }),
  );
}

function message(writer: BinaryWriter, field: number, write: (part: BinaryWriter) => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  write(writer);
  writer.join();
}

function text(writer: BinaryWriter, field: number, value: string): void {
  writer.tag(field, WireType.LengthDelimited).string(value);
}
