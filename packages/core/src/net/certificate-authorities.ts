import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { getCACertificates } from 'node:tls';
import { ZooError } from '../errors/zoo-error.js';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * The authorities that Node trusts (with `NODE_EXTRA_CA_CERTS`, and the system's under `--use-system-ca`) and some more.
 *
 * @param added - Each one or more certificates in PEM, or the absolute path of a file of them.
 * @returns `undefined` when none were added, which leaves everything to Node
 * @throws ZooError `ERR_ZOO_CONFIG_INVALID`
 */
export async function readCertificateAuthorities(added: readonly string[]): Promise<readonly string[] | undefined> {
  if (added.length === 0) return undefined;
  const read = await Promise.all(added.map(readCertificates));
  return [...getCACertificates('default'), ...read.flat()];
}

async function readCertificates(pemOrPath: string): Promise<readonly string[]> {
  const isPem = pemOrPath.includes('-----BEGIN');
  const place = isPem ? 'given as text' : `in ${pemOrPath}`;
  if (!isPem && !isAbsolute(pemOrPath)) throw invalid(`The path "${pemOrPath}" of certificates is not absolute.`);
  const text = isPem
    ? pemOrPath
    : await readFile(pemOrPath, 'utf8').catch((cause: unknown) => {
        throw invalid(`The certificates ${place} cannot be read.`, cause);
      });
  const certificates: readonly string[] = text.match(CERTIFICATE) ?? [];
  if (certificates.length === 0) throw invalid(`There are no certificates ${place}.`);
  for (const certificate of certificates) {
    try {
      void new X509Certificate(certificate);
    } catch (cause) {
      throw invalid(`One of the certificates ${place} is damaged.`, cause);
    }
  }
  return certificates;
}

function invalid(message: string, cause?: unknown): ZooError {
  return new ZooError('ERR_ZOO_CONFIG_INVALID', message, {
    hint: 'Authorities are given as certificates in PEM ("-----BEGIN CERTIFICATE-----"), or as the path of a file of them.',
    cause,
  });
}
