import { errorCodes, type ErrorCodeFacts, type ZooErrorCode } from './error-codes.js';
import { redact } from './redact.js';

const MARK: unique symbol = Symbol.for('modelzoo.error');

/** A value that may stand in the details of an error: short, and safe to print. */
export type ErrorDetail = string | number | boolean | null | undefined | readonly string[];

/** What a {@link ZooError} carries beside its code and message. */
export interface ZooErrorOptions {
  /** What the user can do next, and what state we left behind, in full sentences. */
  readonly hint?: string | undefined;
  /** The error underneath, untouched. Never folded into `message`. */
  readonly cause?: unknown;
  /** Facts that a program may branch on. Printed by `--json`, so no secrets and no whole documents. */
  readonly details?: Readonly<Record<string, ErrorDetail>>;
}

/**
 * The one error class that users meet: `code` for programs, `message` and `hint` for people.
 * Text is redacted when the error is built, so that nothing which prints it has to remember to.
 */
export class ZooError extends Error {
  readonly [MARK] = true;
  override readonly name = 'ZooError';
  readonly code: ZooErrorCode;
  readonly hint: string | undefined;
  readonly details: Readonly<Record<string, Exclude<ErrorDetail, undefined>>>;

  constructor(code: ZooErrorCode, message: string, options: ZooErrorOptions = {}) {
    super(redact(message), options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint === undefined ? undefined : redact(options.hint);
    this.details = redactDetails(options.details ?? {});
  }

  /** Right across several copies of core in one process, where `instanceof` is not. */
  static is(value: unknown, code?: ZooErrorCode): value is ZooError {
    if (typeof value !== 'object' || value === null || !(MARK in value)) return false;
    return code === undefined || (value as ZooError).code === code;
  }
}

/** Exit code and retryability of an error. Codes of other people's plugins exit with 1 and are not retried. */
export function errorFacts(error: ZooError): Pick<ErrorCodeFacts, 'exitCode' | 'retryable'> {
  return Object.hasOwn(errorCodes, error.code)
    ? errorCodes[error.code as keyof typeof errorCodes]
    : { exitCode: 1, retryable: false };
}

/** Whether a value is what an aborted signal makes operations throw. */
export function isAbortError(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

function redactDetails(details: Readonly<Record<string, ErrorDetail>>): ZooError['details'] {
  const safe: Record<string, Exclude<ErrorDetail, undefined>> = {};
  for (const [key, value] of Object.entries(details)) {
    if (value === undefined) continue;
    if (typeof value === 'string') safe[key] = redact(value);
    else safe[key] = Array.isArray(value) ? value.map((item: string) => redact(item)) : value;
  }
  return safe;
}
