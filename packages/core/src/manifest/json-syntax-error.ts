import { printParseErrorCode, visit, type JSONPath, type ParseErrorCode } from 'jsonc-parser';
import { jsonPointer, positionAt, type TextPosition } from './json-position.js';

/** What is wrong with a text that should be JSON. */
export interface JsonSyntaxError extends TextPosition {
  /** JSON pointer to the value being read when it broke off. */
  readonly pointer: string;
  /** Ends a sentence: `a comma stands before the closing bracket`. */
  readonly reason: string;
}

const REASONS: Readonly<Record<string, string>> = {
  PropertyNameExpected: 'a key in double quotes is missing',
  ValueExpected: 'a value is missing',
  ColonExpected: 'a colon is missing after the key',
  CommaExpected: 'a comma is missing before this',
  CloseBraceExpected: 'the file ends before the object does',
  CloseBracketExpected: 'the file ends before the list does',
  EndOfFileExpected: 'something follows after its end',
  InvalidCommentToken: 'it holds a comment, and JSON has none',
  UnexpectedEndOfString: 'a text has no closing quote',
  UnexpectedEndOfNumber: 'a number is not complete',
  InvalidUnicode: 'a \\u escape is not complete',
  InvalidEscapeCharacter: 'a backslash stands before a character that needs none',
  InvalidCharacter: 'a text holds a control character, which has to be escaped',
};
const OTHER_REASON = 'this is not part of JSON';

/** Finds the first place where a text stops being JSON, and says why. The text must be known not to be too deep. */
export function findJsonSyntaxError(text: string): JsonSyntaxError {
  const special = findSpecialCase(text);
  if (special !== undefined) return { ...positionAt(text, special.offset), pointer: '', reason: special.reason };
  const first = findFirstError(text);
  // The two parsers disagree about nothing that is known; should they ever, the start of the file is as good as any place.
  if (first === undefined) return { line: 1, column: 1, pointer: '', reason: OTHER_REASON };

  const { offset, pointer, code } = first;
  const comma = text.slice(0, offset).trimEnd();
  if (comma.endsWith(',') && /[\]}]/.test(text.charAt(offset))) {
    const kind = text.charAt(offset) === ']' ? 'bracket' : 'brace';
    const reason = `a comma stands before the closing ${kind}`;
    return { ...positionAt(text, comma.length - 1), pointer, reason };
  }
  const reason = text.charAt(offset) === '\0' ? NUL_REASON : (REASONS[printParseErrorCode(code)] ?? OTHER_REASON);
  return { ...positionAt(text, offset), pointer, reason };
}

const NUL_REASON = 'it goes on with NUL bytes, as a file does that was not written to its end';

/** What is worth its own words: the whole file is something else. */
function findSpecialCase(text: string): { readonly offset: number; readonly reason: string } | undefined {
  const start = text.search(/\S/);
  if (start === -1) return { offset: 0, reason: 'it is empty' };
  const conflict = /^(?:<{7}|={7}|>{7})(?: |$)/m.exec(text);
  if (conflict !== null)
    return { offset: conflict.index, reason: 'it holds the marks of a merge that was not resolved' };
  if (text.charAt(start) === '<') return { offset: start, reason: 'it is a page of HTML or XML' };
  if (text.charAt(start) === '\0') return { offset: start, reason: NUL_REASON };
  return undefined;
}

interface FirstError {
  readonly offset: number;
  readonly pointer: string;
  readonly code: ParseErrorCode;
}

function findFirstError(text: string): FirstError | undefined {
  // Every path supplier of one visit gives the path of the moment in which it is called.
  let currentPath: (() => JSONPath) | undefined;
  const note = (_offset: number, _length: number, _line: number, _column: number, path: () => JSONPath): void => {
    currentPath = path;
  };
  let first: FirstError | undefined;
  const onError = (code: ParseErrorCode, offset: number): never => {
    first = { offset, pointer: jsonPointer(currentPath?.() ?? []), code };
    // What the visitor makes of the text after an error is a guess, and may recurse where nothing is nested.
    throw new Error('Stop.');
  };
  try {
    visit(text, { onObjectBegin: note, onArrayBegin: note, onError }, { disallowComments: true });
  } catch (error) {
    if (first === undefined) throw error;
  }
  return first;
}
