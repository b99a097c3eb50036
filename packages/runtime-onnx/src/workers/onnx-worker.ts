// The program of a worker: a thread, or a process. It holds one graph, and answers one call after the other. Nothing of
// ours is imported but types, because Node runs this very file in tests, where our imports name files that are not built.
import { parentPort } from 'node:worker_threads';
import type { Tensor } from '@modelzoo/core';
import type * as runtime from 'onnxruntime-node';
import type {
  GraphMetadata,
  NamedTensor,
  RunAnswer,
  RuntimeOptions,
  WorkerCall,
  WorkerFailure,
  WorkerReply,
  WorkerRequest,
} from './worker-messages.js';

type OnnxRuntime = typeof runtime;
type RunCall = Extract<WorkerCall, { readonly kind: 'run' }>;

let imported: OnnxRuntime | undefined;
let session: runtime.InferenceSession | undefined;
/** The inputs of a batch, joined. Kept for the next batch, which mostly is as large. */
let joined: Float32Array | undefined;
let last: Promise<void> = Promise.resolve();

async function answer(call: WorkerCall): Promise<unknown> {
  const ort = (imported ??= await import('onnxruntime-node'));
  // What fails is thrown; the runtime would write the same to standard error, past everybody.
  ort.env.logLevel = 'fatal';
  switch (call.kind) {
    case 'start':
      return ort.listSupportedBackends().map(({ name }) => name);
    case 'load':
      return load(ort, call.graph, call.options);
    case 'run':
      return run(ort, call);
    case 'release':
      await session?.release();
      session = undefined;
      return undefined;
  }
}

async function load(ort: OnnxRuntime, graph: string | Uint8Array, options: RuntimeOptions): Promise<GraphMetadata> {
  session =
    typeof graph === 'string'
      ? await ort.InferenceSession.create(graph, options)
      : await ort.InferenceSession.create(graph, options);
  return { inputs: session.inputMetadata.map(toPlain), outputs: session.outputMetadata.map(toPlain) };
}

/** Only what the graph says; the runtime's own objects may hold what cannot be posted. */
function toPlain(value: runtime.InferenceSession.ValueMetadata): GraphMetadata['inputs'][number] {
  const { name, isTensor } = value;
  return value.isTensor ? { name, isTensor, type: value.type, shape: [...value.shape] } : { name, isTensor };
}

async function run(ort: OnnxRuntime, { items, fetches, maxOutputBytes }: RunCall): Promise<RunAnswer> {
  if (session === undefined) throw new Error('No graph is loaded.');
  // Names come from strangers: one may be called __proto__.
  const feeds = Object.create(null) as Record<string, runtime.Tensor>;
  for (const [index, { name }] of (items[0] ?? []).entries()) {
    feeds[name] = toOrtTensor(ort, join(items.flatMap((item) => item[index]?.tensor ?? [])));
  }
  const found = await session.run(feeds, fetches);
  const outputs = Object.entries(found).map(([name, tensor]) => ({ name, tensor: fromOrtTensor(tensor) }));
  const outputBytes = outputs.reduce((sum, { tensor }) => sum + sizeOf(tensor), 0);
  if (outputBytes > maxOutputBytes) throw Object.assign(new Error('The outputs are too large.'), { outputBytes });
  return { items: perItem(outputs, items.length), buffers: returnable(items.flat(), outputs) };
}

function perItem(outputs: readonly NamedTensor[], count: number): RunAnswer['items'] {
  if (count === 1) return [outputs];
  if (outputs.some(({ tensor }) => tensor.dims[0] !== count)) return undefined;
  return Array.from({ length: count }, (_, index) =>
    outputs.map(({ name, tensor }) => ({ name, tensor: slice(tensor, index, count) })),
  );
}

/** A process got copies, of which nobody has any use. An output may be its input. */
function returnable(inputs: readonly NamedTensor[], outputs: readonly NamedTensor[]): ArrayBuffer[] {
  if (parentPort === null) return [];
  const gone = new Set(buffersOf(outputs));
  return buffersOf(inputs).filter((buffer) => !gone.has(buffer));
}

/** Tensors of one item each as one of all: all have the same shape, with 1 as its first dimension. */
function join(tensors: readonly Tensor[]): Tensor {
  const [first] = tensors;
  if (first === undefined) throw new Error('A run needs an item.');
  if (tensors.length === 1) return first;
  const dims = [tensors.length, ...first.dims.slice(1)];
  if (!ArrayBuffer.isView(first.data)) return { ...first, dims, data: tensors.flatMap(({ data }) => data as string[]) };
  const { constructor, length } = first.data as Float32Array;
  const isSame = joined?.constructor === constructor && joined?.length === length * tensors.length;
  const data =
    isSame && joined !== undefined ? joined : new (constructor as Float32ArrayConstructor)(length * tensors.length);
  joined = data;
  for (const [index, tensor] of tensors.entries()) data.set(tensor.data as Float32Array, index * length);
  return { ...first, dims, data };
}

/** A copy, so that each item has elements of its own. */
function slice(tensor: Tensor, index: number, count: number): Tensor {
  const length = tensor.data.length / count;
  const data = tensor.data.slice(index * length, (index + 1) * length) as Tensor['data'];
  return { type: tensor.type, dims: [1, ...tensor.dims.slice(1)], data };
}

/** Wraps a tensor for the runtime. Its elements are shared, not copied. */
function toOrtTensor(ort: OnnxRuntime, tensor: Tensor): runtime.Tensor {
  const wrapped = new ort.Tensor(tensor.type as 'float32', tensor.data as Float32Array, tensor.dims);
  // Where Node has Float16Array, the runtime turns the bits into one, and its native half then refuses it: "not enough
  // space". It takes the bits themselves.
  if (tensor.type === 'float16') Object.defineProperty(wrapped, 'data', { value: tensor.data });
  return wrapped;
}

/** The same elements, with half precision as bits on every version of Node. */
function fromOrtTensor({ type, dims, data }: runtime.Tensor): Tensor {
  const bits =
    type === 'float16' && ArrayBuffer.isView(data) && !(data instanceof Uint16Array)
      ? new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2)
      : data;
  return { type: type as Tensor['type'], dims, data: bits };
}

function sizeOf({ data }: Tensor): number {
  return ArrayBuffer.isView(data) ? data.byteLength : data.reduce((sum, text) => sum + text.length * 2, 0);
}

async function serve({ id, call }: WorkerRequest): Promise<void> {
  try {
    const value = await answer(call);
    const { items = [], buffers } = call.kind === 'run' ? (value as RunAnswer) : { buffers: [] };
    post({ id, value }, [...buffersOf(items.flat()), ...buffers]);
  } catch (error) {
    post({ id, failure: toFailure(error) }, []);
  }
}

/** What can change its owner instead of being copied; two outputs may share a buffer. */
function buffersOf(tensors: readonly NamedTensor[]): ArrayBuffer[] {
  const buffers = tensors.map(({ tensor }) => (ArrayBuffer.isView(tensor.data) ? tensor.data.buffer : undefined));
  return [...new Set(buffers)].filter((buffer) => buffer instanceof ArrayBuffer);
}

function toFailure(error: unknown): WorkerFailure {
  if (!(error instanceof Error)) return { message: String(error) };
  const { code, outputBytes } = error as { readonly code?: unknown; readonly outputBytes?: number };
  return { message: error.message, code: typeof code === 'string' ? code : undefined, outputBytes };
}

function post(reply: WorkerReply, transfer: readonly ArrayBuffer[]): void {
  if (parentPort === null) process.send?.(reply);
  else parentPort.postMessage(reply, transfer);
}

function receive(request: WorkerRequest): void {
  last = last.then(() => serve(request));
}

if (parentPort === null) {
  process.on('message', (message) => receive(message as WorkerRequest));
  // Nobody is left to answer to, though the graph may still be running.
  process.on('disconnect', () => process.exit());
} else {
  parentPort.on('message', receive);
}
