/** The part of an answer before its body, when that body is so many bytes and nothing else. */
export interface ResponseHead {
  readonly statusCode: number;
  readonly statusText: string;
  /** By lower-case name; a list where a name came more than once. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly bodyBytes: number;
  /** Whether the connection can be asked again. */
  readonly keepsAlive: boolean;
}

const STATUS_LINE = /^HTTP\/1\.1 ([2-5]\d\d)(?: ([\t\x20-\x7e\x80-\uffff]*))?$/;
const FIELD_LINE = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):([\t\x20-\x7e\x80-\uffff]*)$/;
/** Up to a petabyte, so that a number is exact. */
const LENGTH = /^\d{1,15}$/;
/** Answers that have no body, whatever they say of its length. */
const BODILESS: ReadonlySet<number> = new Set([204, 205, 304]);
/** Fields that change where a body ends, or what becomes of the connection. */
const UNUSUAL_FIELDS = ['transfer-encoding', 'trailer', 'upgrade'];

/**
 * Reads the head of an answer as strictly as the grammar of HTTP/1.1 has it, without any of what it says to put up with.
 *
 * @param text - Up to the empty line, and without it.
 * @returns `undefined` for what a whole implementation of HTTP should read, and may refuse
 */
export function readResponseHead(text: string): ResponseHead | undefined {
  const [statusLine = '', ...lines] = text.split('\r\n');
  const [, status, statusText = ''] = STATUS_LINE.exec(statusLine) ?? [];
  if (status === undefined || BODILESS.has(Number(status))) return undefined;
  const fields = new Map<string, string | string[]>();
  for (const line of lines) {
    const [, name, value] = FIELD_LINE.exec(line) ?? [];
    if (name === undefined || value === undefined) return undefined;
    add(fields, name.toLowerCase(), value.trim());
  }
  // A list of lengths is no length, even if all are the same.
  const length = fields.get('content-length');
  if (typeof length !== 'string' || !LENGTH.test(length)) return undefined;
  const connection = fields.get('connection') ?? 'keep-alive';
  if (typeof connection !== 'string' || !/^(?:keep-alive|close)$/i.test(connection)) return undefined;
  if (UNUSUAL_FIELDS.some((name) => fields.has(name))) return undefined;
  return {
    statusCode: Number(status),
    statusText,
    // Without a prototype, so that no name is there that the server did not send.
    headers: Object.assign(Object.create(null) as Record<string, string>, Object.fromEntries(fields)),
    bodyBytes: Number(length),
    keepsAlive: connection.toLowerCase() === 'keep-alive',
  };
}

function add(fields: Map<string, string | string[]>, name: string, value: string): void {
  const known = fields.get(name);
  if (known === undefined) fields.set(name, value);
  else fields.set(name, [...[known].flat(), value]);
}
