import { extname } from 'node:path';
import { ZooError } from '@modelzoo/core';
import type { ResultFormat } from './result-formats.js';

/**
 * The form that was asked for: by `--format`, else by the ending of `--out`, else lines of JSON.
 * @throws ZooError `ERR_ZOO_USAGE` when form and place do not go together
 */
export function chooseFormat(
  options: { readonly format: ResultFormat | undefined; readonly json: boolean },
  out: string | undefined,
): ResultFormat {
  const { format, json } = options;
  if (out !== undefined) return format ?? (extname(out).toLowerCase() === '.csv' ? 'csv' : 'jsonl');
  if (format === 'fiftyone') {
    throw new ZooError('ERR_ZOO_USAGE', 'The format fiftyone is a folder.', {
      hint: 'Say where it goes: --out <folder>.',
    });
  }
  if (json && format !== undefined && format !== 'jsonl') {
    throw new ZooError('ERR_ZOO_USAGE', `--json prints lines of JSON, which --format ${format} is not.`, {
      hint: 'Leave --json out, or write to a file with --out.',
    });
  }
  return format ?? 'jsonl';
}
