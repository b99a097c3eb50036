import { errorFacts, isAbortError, redact, ZooError } from '@modelzoo/core/reader';
import type { View } from '../terminal/view.js';
import { wrapText } from '../terminal/facts.js';
import { errorJson } from './error-json.js';
import { jsonLine } from './json-text.js';

/** An error as it leaves the program. */
export interface RenderedError {
  /** For stderr, with its line end. */
  readonly text: string;
  readonly exitCode: number;
}

/** What a shell gets when a program was told to stop. */
const INTERRUPTED = 130;

/** An error for people or, with `json`, for programs: the same facts in both. */
export function renderError(
  failure: unknown,
  options: {
    readonly json: boolean;
    readonly verbose: boolean;
    readonly view: View;
    /** What programs were to be told otherwise. */
    readonly warnings?: readonly string[] | undefined;
  },
): RenderedError {
  const { code, message, hint, details, exitCode } = describeError(failure);
  if (options.json) {
    const { warnings = [] } = options;
    const error = errorJson({ code, message, hint, details });
    return { text: jsonLine(warnings.length > 0 ? { error, warnings } : { error }), exitCode };
  }
  const { style } = options.view;
  const lines = [
    `${style.red('✗')} ${wrapText(message, 2, options.view)}`,
    ...(hint === undefined ? [] : [`  ${wrapText(hint, 2, options.view)}`]),
    ...(options.verbose ? [`  ${style.dim(code)}`, ...causes(failure).map((line) => `  ${style.dim(line)}`)] : []),
  ];
  return { text: `${lines.join('\n')}\n`, exitCode };
}

interface ErrorFacts {
  readonly code: string;
  readonly message: string;
  readonly hint: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;
  readonly exitCode: number;
}

function describeError(error: unknown): ErrorFacts {
  if (ZooError.is(error)) {
    const { code, message, hint, details } = error;
    return { code, message, hint, details, exitCode: errorFacts(error).exitCode };
  }
  if (isAbortError(error)) {
    return {
      code: 'ABORT_ERR',
      message: 'Interrupted.',
      hint: 'What was downloaded is kept, and not downloaded again.',
      details: {},
      exitCode: INTERRUPTED,
    };
  }
  return {
    code: 'ERR_ZOO_INTERNAL',
    message: redact(`Something went wrong in zoo itself: ${error instanceof Error ? error.message : String(error)}`),
    hint: 'Run it again with --verbose, and please report what it prints.',
    details: {},
    exitCode: 1,
  };
}

/** The chain of causes, with stacks where they are ours to mend. */
function causes(error: unknown): readonly string[] {
  const lines: string[] = [];
  let current: unknown = ZooError.is(error) ? error.cause : error;
  for (let depth = 0; depth < 8 && current instanceof Error; depth += 1) {
    const text = ZooError.is(current) ? `${current.code}: ${current.message}` : (current.stack ?? current.message);
    lines.push(...redact(`caused by ${text}`).split('\n'));
    current = current.cause;
  }
  return lines;
}
