import type { Diagnostic } from '@modelzoo/core';

/** A note about a manifest, as `--json` prints it. */
export function diagnosticJson({ severity, code, message, path, pointer, line, column }: Diagnostic): object {
  return { severity, code, message, path, pointer: pointer ?? null, line: line ?? null, column: column ?? null };
}
