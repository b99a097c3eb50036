import { ZooError } from '../errors/zoo-error.js';
import { positionAt, type TextPosition } from './json-position.js';
import { findJsonSyntaxError } from './json-syntax-error.js';

const MOST_BYTES = 16 * 1024 * 1024;
const MOST_LEVELS = 100;

/** A JSON file as it was read. */
export interface JsonFile {
  /** Without a byte order mark. */
  readonly text: string;
  readonly value: unknown;
}

/**
 * Reads the JSON of a stranger: UTF-8, of bounded size and depth, in linear time.
 *
 * @throws ZooError `ERR_ZOO_MANIFEST_INVALID`, with `origin`, `pointer`, `line` and `column`
 */
export function readJson(source: string | Uint8Array, origin: string): JsonFile {
  const sizeBytes = typeof source === 'string' ? Buffer.byteLength(source) : source.byteLength;
  if (sizeBytes > MOST_BYTES) {
    throw invalidManifest(origin, '', { line: 1, column: 1 }, `is larger than ${MOST_BYTES / 1024 / 1024} MiB`);
  }
  const decoded = typeof source === 'string' ? source : decode(source, origin);
  const text = decoded.startsWith('\uFEFF') ? decoded.slice(1) : decoded;

  const tooDeep = findTooDeep(text);
  if (tooDeep !== undefined) {
    const reason = `is nested more than ${MOST_LEVELS} levels deep`;
    throw invalidManifest(origin, '', positionAt(text, tooDeep), reason);
  }
  try {
    return { text, value: JSON.parse(text) };
  } catch (cause) {
    const { pointer, reason, ...position } = findJsonSyntaxError(text);
    throw invalidManifest(origin, pointer, position, `is not valid JSON: ${reason}`, cause);
  }
}

/** The error for a file that is refused as a whole. `reason` continues the sentence that the origin begins. */
export function invalidManifest(
  origin: string,
  pointer: string,
  position: TextPosition,
  reason: string,
  cause?: unknown,
): ZooError {
  const { line, column } = position;
  return new ZooError('ERR_ZOO_MANIFEST_INVALID', `${origin} ${reason} (line ${line}, column ${column}).`, {
    hint: 'No model of this file can be used until its author mends it.',
    details: { origin, pointer, line, column },
    cause,
  });
}

function decode(bytes: Uint8Array, origin: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    const position = isUtf16 ? { line: 1, column: 1 } : findInvalidUtf8(bytes);
    throw invalidManifest(origin, '', position, `is not UTF-8${isUtf16 ? ', but UTF-16' : ''}`, cause);
  }
}

/** Decoding line by line finds the place: neither a line break nor a part of one occurs inside another character. */
function findInvalidUtf8(bytes: Uint8Array): TextPosition {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for (let start = 0, line = 1; start < bytes.length; line += 1) {
    const end = bytes.indexOf(0x0a, start);
    const row = bytes.subarray(start, end === -1 ? bytes.length : end);
    try {
      decoder.decode(row);
    } catch {
      const replaced = new TextDecoder('utf-8').decode(row).indexOf('\uFFFD');
      return { line, column: replaced + 1 };
    }
    start = end === -1 ? bytes.length : end + 1;
  }
  return { line: 1, column: 1 };
}

/**
 * Offset of the bracket that goes one level too deep. Done before any parser sees the text, as theirs recurse; a line break
 * ends a text here, because the parser that looks for errors sees it so.
 */
function findTooDeep(text: string): number | undefined {
  let level = 0;
  let isInText = false;
  for (let offset = 0; offset < text.length; offset += 1) {
    const character = text[offset];
    if (isInText) {
      if (character === '\\') offset += 1;
      else if (character === '"' || character === '\n' || character === '\r') isInText = false;
    } else if (character === '"') isInText = true;
    else if (character === '[' || character === '{') {
      level += 1;
      if (level > MOST_LEVELS) return offset;
    } else if (character === ']' || character === '}') level -= 1;
  }
  return undefined;
}
