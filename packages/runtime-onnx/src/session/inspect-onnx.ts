import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

/** Where a model says that the data of a tensor lies, outside of its own file. */
export interface ExternalData {
  readonly location: string;
  /** As written: a number, if the file is sound. */
  readonly offset: string | undefined;
  readonly length: string | undefined;
}

/** What an ONNX file says about itself, beside what the runtime tells. */
export interface OnnxFacts {
  readonly externalData: readonly ExternalData[];
  /** Domains of its operators, but for the standard one and those of functions that it brings itself. */
  readonly domains: readonly string[];
}

/** Messages within messages: what the runtime's own parser allows, twice over. */
const MAX_DEPTH = 200;

/**
 * Reads the few fields of a `ModelProto` that must be judged before the native runtime sees the file. Weights are stepped
 * over. `undefined`: these bytes are no ONNX model.
 */
export function inspectOnnx(bytes: Uint8Array): OnnxFacts | undefined {
  const externalData: ExternalData[] = [];
  const domains = new Set<string>();
  const ownDomains = new Set<string>();
  let graphs = 0;

  function visit(message: Message, content: Uint8Array, depth: number): void {
    if (depth > MAX_DEPTH) throw new RangeError('The messages are nested too deeply.');
    if (message === 'graph') graphs += 1;
    const children = MESSAGES[message];
    const entries = new Map<string, string>();
    const reader = new BinaryReader(content);
    while (reader.pos < reader.len) {
      const [field, wireType] = reader.tag();
      const child = wireType === WireType.LengthDelimited ? children[field] : undefined;
      if (child === undefined) reader.skip(wireType, field);
      else if (child === 'domain') domains.add(reader.string());
      else if (child === 'ownDomain') ownDomains.add(reader.string());
      else if (child === 'external') readEntry(reader.bytes(), entries);
      else visit(child, reader.bytes(), depth + 1);
    }
    const location = entries.get('location');
    if (entries.size > 0) {
      externalData.push({ location: location ?? '', offset: entries.get('offset'), length: entries.get('length') });
    }
  }

  try {
    visit('model', bytes, 0);
  } catch {
    return undefined; // What the reader throws for bytes that are no protocol buffer.
  }
  return graphs === 0 ? undefined : { externalData, domains: [...domains].filter((domain) => !ownDomains.has(domain)) };
}

type Message = 'model' | 'graph' | 'node' | 'attribute' | 'tensor' | 'sparse' | 'function' | 'training';

/** Field numbers of `onnx.proto3` that lead to tensors, to domains of operators, or to more of these. */
const MESSAGES: Readonly<Record<Message, Readonly<Record<number, Message | 'domain' | 'ownDomain' | 'external'>>>> = {
  model: { 7: 'graph', 20: 'training', 25: 'function' },
  graph: { 1: 'node', 5: 'tensor', 15: 'sparse' },
  node: { 5: 'attribute', 7: 'domain' },
  attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph', 22: 'sparse', 23: 'sparse' },
  tensor: { 13: 'external' },
  sparse: { 1: 'tensor', 2: 'tensor' },
  function: { 7: 'node', 10: 'ownDomain', 11: 'attribute' },
  training: { 1: 'graph', 2: 'graph' },
};

/** `StringStringEntryProto`: key and value. */
function readEntry(content: Uint8Array, entries: Map<string, string>): void {
  const strings = new Map<number, string>();
  const reader = new BinaryReader(content);
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (wireType === WireType.LengthDelimited) strings.set(field, reader.string());
    else reader.skip(wireType, field);
  }
  const key = strings.get(1) ?? '';
  // Two parsers would not have to agree on which one counts.
  if (entries.has(key)) throw new RangeError('A key is there twice.');
  entries.set(key, strings.get(2) ?? '');
}
