import { ZooError } from '@modelzoo/core';

/**
 * The body of a response as text. `host` stands in the message.
 * @throws ZooError `ERR_ZOO_RESPONSE_INVALID` when it is larger than `maxBytes`
 */
export async function readText(response: Response, host: string, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of response.body ?? []) {
    sizeBytes += chunk.byteLength;
    // Leaving the loop cancels the body.
    if (sizeBytes > maxBytes) throw tooLarge(host, maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function tooLarge(host: string, maxBytes: number): ZooError {
  return new ZooError('ERR_ZOO_RESPONSE_INVALID', `${host} sends a longer answer than it may.`, {
    hint: `Answers about packages may have ${maxBytes} bytes. Check that it is an npm registry.`,
    details: { host, maxBytes },
  });
}
