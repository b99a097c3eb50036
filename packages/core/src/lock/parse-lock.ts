import { visit } from 'jsonc-parser';
import { ZooError } from '../errors/zoo-error.js';
import { findJsonSyntaxError } from '../manifest/json-syntax-error.js';
import { formatLock } from './format-lock.js';
import { lockFileSchema, type LockFile } from './lock-schema.js';
import { LOCK_VERSION, MOST_LOCK_CHARACTERS } from './lock-version.js';

const MERGE_HINT = 'Mend it by hand, or delete it and write it anew with `zoo lock`. Nothing was changed.';

/**
 * Reads the text of a lock file. Strict: an unknown key, a key that stands twice or a digest that is cut is a mistake of a
 * merge, and nothing to guess at.
 *
 * @param file Its path, for messages.
 * @throws ZooError `ERR_ZOO_LOCK_INVALID`, with `line` and `column` where there is a place to point at
 */
export function parseLock(text: string, file: string): LockFile {
  if (text.length > MOST_LOCK_CHARACTERS) throw invalid(file, 'is too long to be a lock file');
  const value = parseJson(text, file);
  const version: unknown = isObject(value) ? value['formatVersion'] : undefined;
  if (typeof version === 'number' && version > LOCK_VERSION) {
    throw new ZooError('ERR_ZOO_LOCK_INVALID', `${file} was written by a newer modelzoo.`, {
      hint: 'Update modelzoo. Nothing was changed.',
      details: { file, formatVersion: version },
    });
  }
  const parsed = lockFileSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const path = issue?.path.map(String).join(' › ') ?? '';
    throw invalid(file, `is not as a lock file has to be: ${path === '' ? '' : `${path}: `}${issue?.message ?? ''}`);
  }
  // What we wrote ourselves has no key twice; the parser alone would keep the last and say nothing.
  if (formatLock(parsed.data) !== text) refuseDuplicates(text, file);
  return parsed.data;
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const { line, column, reason } = findJsonSyntaxError(text);
    throw invalid(file, `is not valid JSON: ${reason} (line ${line}, column ${column})`, { line, column }, cause);
  }
}

function refuseDuplicates(text: string, file: string): void {
  const open: Set<string>[] = [];
  visit(text, {
    onObjectBegin: () => void open.push(new Set()),
    onObjectEnd: () => void open.pop(),
    onObjectProperty(key, _offset, _length, startLine, startColumn) {
      const keys = open.at(-1);
      if (keys?.has(key) === true) {
        const [line, column] = [startLine + 1, startColumn + 1];
        throw invalid(file, `has ${JSON.stringify(key)} twice (line ${line}, column ${column})`, { line, column });
      }
      keys?.add(key);
    },
  });
}

function invalid(
  file: string,
  reason: string,
  place?: { readonly line: number; readonly column: number },
  cause?: unknown,
): ZooError {
  return new ZooError('ERR_ZOO_LOCK_INVALID', `${file} ${reason}.`, {
    hint: MERGE_HINT,
    details: { file, ...place },
    cause,
  });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
