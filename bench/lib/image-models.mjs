// Image classifiers with random weights: what they say means nothing, what they cost is real.
import { createRequire } from 'node:module';

const require = createRequire(new URL('../../packages/runtime-onnx/package.json', import.meta.url));
const { BinaryWriter, WireType } = require('@bufbuild/protobuf/wire');

const CLASSES = 1000;
const SIZE = 224;

/** The shape of MobileNet (v1, width 1): 4.2 million weights, 0.57 billion multiplications for a picture. */
export function mobileNet() {
  const graph = createGraph('pixel_values', ['batch', 3, SIZE, SIZE]);
  let name = convolution(graph, 'pixel_values', { from: 3, to: 32, kernel: 3, stride: 2 });
  let channels = 32;
  for (const [to, stride] of [
    [64, 1],
    [128, 2],
    [128, 1],
    [256, 2],
    [256, 1],
    [512, 2],
    ...Array.from({ length: 5 }, () => [512, 1]),
    [1024, 2],
    [1024, 1],
  ]) {
    name = convolution(graph, name, { from: channels, to: channels, kernel: 3, stride, group: channels });
    name = convolution(graph, name, { from: channels, to, kernel: 1, stride: 1 });
    channels = to;
  }
  return classifier(graph, name, channels);
}

/** A model that takes next to no time: one convolution in large steps. */
export function tinyNet() {
  const graph = createGraph('pixel_values', ['batch', 3, SIZE, SIZE]);
  return classifier(graph, convolution(graph, 'pixel_values', { from: 3, to: 8, kernel: 7, stride: 8 }), 8);
}

/** Multiplies a row of 512 numbers with as many matrices as are wanted. */
export function chain(length) {
  const graph = createGraph('x', [1, 512]);
  let name = 'x';
  for (let index = 0; index < length; index += 1) {
    const weights = weight(graph, [512, 512], 512);
    name = node(graph, 'MatMul', [name, weights], {}, index === length - 1 ? 'y' : undefined);
  }
  graph.output = { name, shape: [1, 512] };
  return write(graph);
}

function createGraph(input, shape) {
  return { input: { name: input, shape }, nodes: [], weights: [], seed: 1 };
}

function classifier(graph, name, channels) {
  const pooled = node(graph, 'GlobalAveragePool', [name]);
  const flat = node(graph, 'Flatten', [pooled], { axis: 1 });
  const weights = [weight(graph, [CLASSES, channels], channels), weight(graph, [CLASSES], 1)];
  node(graph, 'Gemm', [flat, ...weights], { transB: 1 }, 'logits');
  graph.output = { name: 'logits', shape: ['batch', CLASSES] };
  return write(graph);
}

function convolution(graph, input, { from, to, kernel, stride, group = 1 }) {
  const weights = weight(graph, [to, from / group, kernel, kernel], (from / group) * kernel * kernel);
  const pad = (kernel - 1) / 2;
  const attributes = {
    kernel_shape: [kernel, kernel],
    strides: [stride, stride],
    pads: [pad, pad, pad, pad],
    group,
  };
  return node(graph, 'Relu', [node(graph, 'Conv', [input, weights, weight(graph, [to], 1)], attributes)]);
}

function node(graph, operator, inputs, attributes = {}, output = `n${graph.nodes.length}`) {
  graph.nodes.push({ operator, inputs, attributes, output });
  return output;
}

/** Random numbers of a size that keeps the signal about as strong as it was. */
function weight(graph, shape, fanIn) {
  const name = `w${graph.weights.length}`;
  const scale = Math.sqrt(24 / fanIn);
  const values = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => {
    graph.seed = (graph.seed * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return (graph.seed / 2 ** 32 - 0.5) * scale;
  });
  graph.weights.push({ name, shape, values });
  return name;
}

/** As a `ModelProto`: field numbers are those of `onnx.proto3`. */
function write(graph) {
  const writer = new BinaryWriter();
  writer.tag(1, WireType.Varint).int64(8);
  message(writer, 7, (body) => {
    for (const each of graph.nodes) message(body, 1, (part) => writeNode(part, each));
    text(body, 2, 'benchmark');
    for (const { name, shape, values } of graph.weights) {
      message(body, 5, (part) => {
        for (const size of shape) part.tag(1, WireType.Varint).int64(size);
        part.tag(2, WireType.Varint).int32(1);
        text(part, 8, name);
        part.tag(9, WireType.LengthDelimited).bytes(new Uint8Array(values.buffer));
      });
    }
    message(body, 11, (part) => writeValue(part, graph.input));
    message(body, 12, (part) => writeValue(part, graph.output));
  });
  message(writer, 8, (part) => part.tag(2, WireType.Varint).int64(17));
  return writer.finish();
}

function writeNode(writer, { operator, inputs, attributes, output }) {
  for (const input of inputs) text(writer, 1, input);
  text(writer, 2, output);
  text(writer, 4, operator);
  for (const [name, value] of Object.entries(attributes)) {
    message(writer, 5, (part) => {
      text(part, 1, name);
      if (typeof value === 'number') part.tag(3, WireType.Varint).int64(value);
      else for (const each of value) part.tag(8, WireType.Varint).int64(each);
      part.tag(20, WireType.Varint).int32(typeof value === 'number' ? 2 : 7);
    });
  }
}

function writeValue(writer, { name, shape }) {
  text(writer, 1, name);
  message(writer, 2, (type) =>
    message(type, 1, (tensor) => {
      tensor.tag(1, WireType.Varint).int32(1);
      message(tensor, 2, (dimensions) => {
        for (const size of shape) {
          message(dimensions, 1, (part) => {
            if (typeof size === 'number') part.tag(1, WireType.Varint).int64(size);
            else text(part, 2, size);
          });
        }
      });
    }),
  );
}

function message(writer, field, body) {
  writer.tag(field, WireType.LengthDelimited).fork();
  body(writer);
  writer.join();
}

function text(writer, field, value) {
  writer.tag(field, WireType.LengthDelimited).string(value);
}
