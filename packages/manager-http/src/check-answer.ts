import { ZooError, type FilePlan } from '@modelzoo/core';
import { contentLength } from './content-validator.js';

/**
 * Refuses a whole answer that cannot be the file, before a byte of it is taken.
 *
 * @throws ZooError `ERR_ZOO_RESPONSE_INVALID`, `ERR_ZOO_SIZE_MISMATCH`
 */
export function checkAnswer(response: Response, file: FilePlan, url: URL): void {
  const { headers } = response;
  const name = (file.path ?? url.pathname).toLowerCase();
  const details = { host: url.host, path: url.pathname };
  const encoding = headers.get('content-encoding')?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'identity' && !isOwnCompression(encoding, name)) {
    throw new ZooError(
      'ERR_ZOO_RESPONSE_INVALID',
      `The server ${url.host} encoded ${url.pathname} (${encoding}), unasked.`,
      {
        hint: 'Its length and digest would mean something else. Nothing was taken; tell the author of the source.',
        details: { ...details, encoding },
      },
    );
  }
  const type = headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if ((type === 'text/html' || type === 'application/xhtml+xml') && !/\.x?html?$/.test(name)) {
    throw new ZooError(
      'ERR_ZOO_RESPONSE_INVALID',
      `The server ${url.host} sent a web page where ${url.pathname} was expected.`,
      {
        hint: 'That is often a login or an error page. Open the URL in a browser. Nothing was taken.',
        details: { ...details, contentType: type },
      },
    );
  }
  const offered = contentLength(headers);
  if (file.sizeBytes !== undefined && offered !== undefined && offered !== file.sizeBytes) {
    throw new ZooError(
      'ERR_ZOO_SIZE_MISMATCH',
      `The file ${url.pathname} has ${String(offered)} bytes on ${url.host}, but its source promises ${String(file.sizeBytes)}.`,
      {
        hint: 'Nothing was taken. The file was replaced, or the source is wrong: tell its author.',
        details: { ...details, expectedBytes: file.sizeBytes, actualBytes: offered, isLasting: true },
      },
    );
  }
}

/** Whether trying again is of no use: a file that is too long, or is said to have another size, stays as it is. */
export function isLasting({ details }: ZooError): boolean {
  return details['isLasting'] === true;
}

/** Some servers call the compression that is the file's own format an encoding of it. The bytes are the file. */
function isOwnCompression(encoding: string, name: string): boolean {
  return /^(?:x-)?gzip$/.test(encoding) && /\.(?:gz|tgz)$/.test(name);
}
