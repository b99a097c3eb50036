import { visit, type JSONPath } from 'jsonc-parser';

/** Where something stands in a text. */
export interface TextPosition {
  /** Counted from 1. */
  readonly line: number;
  /** UTF-16 units, counted from 1. */
  readonly column: number;
}

/** Where a value of a JSON text stands. */
export interface ValuePosition extends TextPosition {
  /** Its text as written; only the opening bracket of a list or an object. */
  readonly text: string;
}

/** Writes a path as a JSON pointer (RFC 6901). */
export function jsonPointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** Without it the visitor does not notice where what it was told to pass over ends. */
function noteEnd(): void {}

/** Line and column of an offset. */
export function positionAt(text: string, offset: number): TextPosition {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}

/**
 * Finds where values stand in a text that is known to be JSON and not too deep. Of a repeated key the last one counts, as it
 * does for `JSON.parse`.
 *
 * @returns positions by JSON pointer; a pointer that leads nowhere has none
 */
export function locateValues(text: string, paths: Iterable<readonly PropertyKey[]>): Map<string, ValuePosition> {
  const wanted = new Set<string>();
  const parents = new Set<string>();
  for (const path of paths) {
    wanted.add(jsonPointer(path));
    for (let length = 0; length < path.length; length += 1) parents.add(jsonPointer(path.slice(0, length)));
  }
  const found = new Map<string, ValuePosition>();
  if (wanted.size === 0) return found;

  function note(offset: number, length: number, line: number, column: number, path: () => JSONPath): boolean {
    const pointer = jsonPointer(path());
    if (wanted.has(pointer)) {
      found.set(pointer, { line: line + 1, column: column + 1, text: text.slice(offset, offset + length) });
    }
    return parents.has(pointer); // What holds nothing wanted is passed over, which keeps big files quick.
  }
  visit(text, {
    onObjectBegin: note,
    onObjectEnd: noteEnd,
    onArrayBegin: note,
    onArrayEnd: noteEnd,
    onLiteralValue: (_value, offset, length, line, column, path) => {
      note(offset, length, line, column, path);
    },
  });
  return found;
}
