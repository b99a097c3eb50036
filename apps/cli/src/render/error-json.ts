/** What programs are told of an error, whether it ended the command or stands in its result. */
export function errorJson(error: {
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;
}): object {
  return { code: error.code, message: error.message, hint: error.hint ?? null, details: error.details };
}
