import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { CompletedFile } from '../store/partial-file.js';
import { ZooError } from '../errors/zoo-error.js';

const WRONG_BYTES_HINT =
  'Nothing was installed. Download it again; if this repeats with the same digest, the source describes another file: tell its author.';

/** @throws ZooError `ERR_ZOO_DIGEST_MISMATCH` when a digest was promised and is another */
export function checkDigest(file: string, expectedSha256: string | undefined, actualSha256: string): void {
  if (expectedSha256 === undefined || expectedSha256.toLowerCase() === actualSha256) return;
  throw new ZooError('ERR_ZOO_DIGEST_MISMATCH', `${file} is not the file that its source describes.`, {
    hint: WRONG_BYTES_HINT,
    details: { file, expectedSha256, actualSha256 },
  });
}

/** @throws ZooError `ERR_ZOO_SIZE_MISMATCH` when a size was promised and is another */
export function checkSize(file: string, expectedBytes: number | undefined, actualBytes: number): void {
  if (expectedBytes === undefined || expectedBytes === actualBytes) return;
  throw new ZooError(
    'ERR_ZOO_SIZE_MISMATCH',
    `${file} has ${actualBytes} bytes where ${expectedBytes} were promised.`,
    {
      hint: WRONG_BYTES_HINT,
      details: { file, expectedBytes, actualBytes },
    },
  );
}

const algorithms = ['sha512', 'sha384', 'sha256', 'sha1'] as const;

/**
 * Checks a file against subresource integrity (https://www.w3.org/TR/sri-2/): the strongest algorithm counts, and any
 * of its digests will do.
 * @throws ZooError `ERR_ZOO_DIGEST_MISMATCH`
 */
export async function checkIntegrity(
  name: string,
  integrity: string,
  { bytes, path }: Pick<CompletedFile, 'bytes' | 'path'>,
): Promise<void> {
  const entries = integrity.split(/\s+/).map((entry) => {
    const [algorithm = '', digest = ''] = entry.split(/-(.*)/s);
    return { algorithm, digest: digest.replace(/\?.*$/s, '') };
  });
  const algorithm = algorithms.find((candidate) => entries.some((entry) => entry.algorithm === candidate));
  const hash = createHash(algorithm ?? 'sha512');
  if (bytes !== undefined) hash.update(bytes);
  else await pipeline(createReadStream(await path()), hash);
  const actual = hash.digest('base64');
  if (entries.some((entry) => entry.algorithm === algorithm && entry.digest === actual)) return;
  throw new ZooError('ERR_ZOO_DIGEST_MISMATCH', `${name} is not the file that its registry describes.`, {
    hint: WRONG_BYTES_HINT,
    details: { file: name, expectedIntegrity: integrity, actualIntegrity: `${algorithm ?? 'sha512'}-${actual}` },
  });
}
