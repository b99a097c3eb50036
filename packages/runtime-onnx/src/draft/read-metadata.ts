import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

/** Field of `ModelProto` that holds the author's notes, each a key and a value. */
const METADATA = 14;

/** The notes that an author put into an ONNX file. Bytes that are no such file have none. */
export function readMetadata(bytes: Uint8Array): ReadonlyMap<string, string> {
  const notes = new Map<string, string>();
  try {
    const reader = new BinaryReader(bytes);
    while (reader.pos < reader.len) {
      const [field, wireType] = reader.tag();
      if (field !== METADATA || wireType !== WireType.LengthDelimited) reader.skip(wireType, field);
      else readNote(reader.bytes(), notes);
    }
  } catch {
    // What was read until there is as good as it gets.
  }
  return notes;
}

function readNote(content: Uint8Array, notes: Map<string, string>): void {
  const texts = new Map<number, string>();
  const reader = new BinaryReader(content);
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (wireType === WireType.LengthDelimited) texts.set(field, reader.string());
    else reader.skip(wireType, field);
  }
  notes.set(texts.get(1) ?? '', texts.get(2) ?? '');
}

/** Names of classes as exporters note them: `{0: 'person', 1: "dog's"}`, or a list in JSON. */
export function readClassNames(notes: ReadonlyMap<string, string>): readonly string[] | undefined {
  const text = notes.get('names') ?? notes.get('labels') ?? notes.get('classes');
  if (text === undefined) return undefined;
  const names = [...text.matchAll(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/g)].map(([, single, double]) =>
    (single ?? double ?? '').replaceAll(/\\(.)/g, '$1'),
  );
  return names.length === 0 ? undefined : names;
}
