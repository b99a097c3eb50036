import type { IncomingMessage, ServerResponse } from 'node:http';

/** Media type of every request and answer of the batch API. */
export const LFS_TYPE = 'application/vnd.git-lfs+json';
const MAX_OBJECTS = 100;

/** An object of a batch, as the client names it. */
export interface LfsRequestedObject {
  readonly oid: string;
  readonly size: number;
}

/**
 * Reads a request to the batch API as strictly as its description is; answers with what is wrong, and gives `undefined`.
 */
export async function readLfsBatch(
  request: IncomingMessage,
  response: ServerResponse,
): Promise<readonly LfsRequestedObject[] | undefined> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const problem = (status: number, message: string): undefined => sendLfsError(response, status, message);
  const { accept = '', 'content-type': type = '' } = request.headers;
  if (!isLfsType(accept)) return problem(406, `The Accept header needs to be \`${LFS_TYPE}\`.`);
  if (!isLfsType(type)) return problem(422, `The Content-Type header needs to be \`${LFS_TYPE}\`.`);
  const batch = parseJson(Buffer.concat(chunks).toString());
  if (!isObject(batch)) return problem(400, 'The body is no JSON object.');
  const { operation, transfers = ['basic'], objects, hash_algo: hashAlgorithm = 'sha256', ref } = batch;
  if (operation !== 'download') return problem(403, 'Only downloads are served.');
  if (!Array.isArray(transfers) || !transfers.includes('basic'))
    return problem(422, 'Only basic transfers are served.');
  if (hashAlgorithm !== 'sha256') return problem(409, 'Only sha256 is served.');
  if (ref !== undefined && !(isObject(ref) && typeof ref['name'] === 'string')) return problem(422, 'ref has no name.');
  if (!Array.isArray(objects) || !objects.every(isRequestedObject))
    return problem(422, 'Objects have an oid and a size.');
  if (objects.length > MAX_OBJECTS) return problem(413, `A batch has ${MAX_OBJECTS} objects at most.`);
  return objects;
}

/** Answers with an error, as the batch API writes it. */
export function sendLfsError(
  response: ServerResponse,
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): undefined {
  response.writeHead(status, { 'content-type': `${LFS_TYPE}; charset=utf-8`, ...headers });
  response.end(
    JSON.stringify({ message, documentation_url: 'https://docs.github.com/repositories', request_id: '0000:0000' }),
  );
}

function isLfsType(header: string): boolean {
  return header.split(',').some((type) => type.split(';')[0]?.trim() === LFS_TYPE);
}

function isRequestedObject(value: unknown): value is LfsRequestedObject {
  if (!isObject(value)) return false;
  const { oid, size } = value;
  return typeof oid === 'string' && /^[0-9a-f]{64}$/.test(oid) && Number.isSafeInteger(size) && Number(size) >= 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
