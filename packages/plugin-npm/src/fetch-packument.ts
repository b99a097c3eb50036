import { ZooError, type ZooErrorCode } from '@modelzoo/core';
import { z } from 'zod';
import { packumentSchema, type Packument } from './packument-schema.js';
import { readText } from './read-text.js';
import type { RegistryClient } from './registry-client.js';

/** A package's document, and the entity tag to ask with the next time. */
export interface FetchedPackument {
  readonly packument: Packument;
  readonly etag: string | undefined;
}

/** npm's largest documents have some 30 MB, with thousands of versions. */
const MAX_PACKUMENT_BYTES = 128 * 1024 * 1024;
// The abbreviated document says all that we need; registries that do not have it send the whole.
const ACCEPT = 'application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*';

/**
 * What a registry says about a package.
 * @param notFound - What a missing package is to the caller.
 * @throws ZooError `notFound`, `ERR_ZOO_RESPONSE_INVALID` and those of the network
 */
export async function fetchPackument(
  packageName: string,
  notFound: ZooErrorCode,
  client: RegistryClient,
): Promise<FetchedPackument> {
  return client.retry(packageName, async () => {
    const response = await requestPackument(packageName, notFound, client, undefined);
    return readPackument(response, packageName);
  });
}

/** As {@link fetchPackument}, with `undefined` when the document still has that entity tag. */
export async function fetchChangedPackument(
  packageName: string,
  etag: string,
  notFound: ZooErrorCode,
  client: RegistryClient,
): Promise<FetchedPackument | undefined> {
  return client.retry(packageName, async () => {
    const response = await requestPackument(packageName, notFound, client, etag);
    return response.status === 304 ? undefined : readPackument(response, packageName);
  });
}

function requestPackument(
  packageName: string,
  notFound: ZooErrorCode,
  client: RegistryClient,
  etag: string | undefined,
): Promise<Response> {
  return client.request(`${client.configuration.registryFor(packageName)}${packageName.replace('/', '%2f')}`, {
    subject: `the package ${packageName}`,
    notFound,
    accepted: etag === undefined ? [200] : [200, 304],
    headers: { accept: ACCEPT, ...(etag !== undefined && { 'if-none-match': etag }) },
  });
}

async function readPackument(response: Response, packageName: string): Promise<FetchedPackument> {
  const { host } = new URL(response.url);
  const packument = parsePackument(await readText(response, host, MAX_PACKUMENT_BYTES), packageName, host);
  return { packument, etag: response.headers.get('etag') ?? undefined };
}

function parsePackument(text: string, packageName: string, host: string): Packument {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    throw invalidAnswer(packageName, host, 'It is not JSON.', cause);
  }
  const packument = packumentSchema.safeParse(document);
  if (packument.success) return packument.data;
  throw invalidAnswer(packageName, host, z.prettifyError(packument.error), packument.error);
}

function invalidAnswer(packageName: string, host: string, reason: string, cause: unknown): ZooError {
  return new ZooError('ERR_ZOO_RESPONSE_INVALID', `${host} answered no description of the package ${packageName}.`, {
    hint: `${reason}\nCheck that ${host} is an npm registry, and whether the network asks for a login.`,
    details: { package: packageName, host },
    cause,
  });
}
