import { createHash } from 'node:crypto';
import { ZooError } from '@modelzoo/core';

/**
 * Passes bytes on and compares their digest when they end, so that whoever reads to the end has the promised bytes.
 *
 * @param integrity - One digest: `sha512-<base64>`.
 * @throws ZooError `ERR_ZOO_DIGEST_MISMATCH` in place of the end
 */
export async function* checkIntegrity(
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  integrity: string,
  subject: string,
): AsyncGenerator<Uint8Array> {
  const [algorithm = ''] = integrity.split('-', 1);
  const hash = createHash(algorithm);
  for await (const chunk of bytes) {
    hash.update(chunk);
    yield chunk;
  }
  const actual = `${algorithm}-${hash.digest('base64')}`;
  if (actual === integrity) return;
  throw new ZooError(
    'ERR_ZOO_DIGEST_MISMATCH',
    `The files of ${subject} are not the ones that its registry describes.`,
    {
      hint: 'Nothing was kept. Try again; if this repeats, tell whoever runs the registry.',
      details: { package: subject, expectedIntegrity: integrity, actualIntegrity: actual },
    },
  );
}
