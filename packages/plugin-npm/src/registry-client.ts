import {
  statusError,
  withRetries,
  ZooError,
  type PluginContext,
  type RetryOptions,
  type ZooErrorCode,
} from '@modelzoo/core';
import { readNpmConfiguration, type NpmConfiguration } from './npm-configuration.js';
import type { NpmOptions } from './npm-options.js';
import { shownUrl } from './shown-url.js';

/** What is asked of a registry. */
interface RegistryRequest {
  /** What a user calls it: `the package is-number`. */
  readonly subject: string;
  /** What it means when it is not there. */
  readonly notFound: ZooErrorCode;
  /** Statuses that are given back; all others are thrown. */
  readonly accepted: readonly number[];
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** How much may come. Default: what the operation is there for. */
  readonly expects?: 'weights' | undefined;
}

/** Requests to registries, with the credentials that npm's configuration has for them. */
export interface RegistryClient {
  readonly configuration: NpmConfiguration;
  /** One attempt. @throws ZooError of a status that is not accepted, and those of the network */
  request(url: string, request: RegistryRequest): Promise<Response>;
  /** Tries something as often as it may help. */
  retry<T>(subject: string, run: () => Promise<T>, options?: Pick<RetryOptions, 'hasProgressed'>): Promise<T>;
}

/** @throws ZooError `ERR_ZOO_OFFLINE` before anything is read or asked, `ERR_ZOO_CONFIG_INVALID` */
export function createRegistryClient(subject: string, options: NpmOptions, context: PluginContext): RegistryClient {
  if (context.offline) {
    throw new ZooError('ERR_ZOO_OFFLINE', `${subject} would have to be fetched from an npm registry.`, {
      hint: 'Do it again while you are online. Nothing was changed.',
      details: { subject },
    });
  }
  const configuration = readNpmConfiguration(options, context.env);
  return {
    configuration,
    async request(url, { subject: wanted, notFound, accepted, headers, expects }) {
      const authorization = configuration.authorizationFor(url);
      const response = await context.fetch(url, {
        headers: { ...headers, ...(authorization !== undefined && { authorization }) },
        signal: context.signal,
        ...(expects !== undefined && { expects }),
      });
      const oddity = findOddity(response);
      if (accepted.includes(response.status) && oddity === undefined) return response;
      await response.body?.cancel(); // an unread body keeps its socket open
      if (accepted.includes(response.status)) throw oddAnswer(url, wanted, oddity);
      const credentialHint = hintCredentials(url, configuration, authorization !== undefined);
      const error = statusError(response, wanted, { notFound, credentialHint });
      if (error.code !== notFound) throw error;
      // Registries do not admit to strangers that a private package is there.
      const hint = `Check the spelling. It may also have been withdrawn, or be private. ${credentialHint}`;
      throw new ZooError(notFound, error.message, { hint, details: error.details });
    },
    retry: (name, run, more = {}) =>
      withRetries(run, { signal: context.signal, emit: context.emit, subject: name, ...more }),
  };
}

/** Why an answer cannot be what was asked for, though its status is right. */
function findOddity({ headers }: Response): string | undefined {
  const encoding = headers.get('content-encoding') ?? 'identity';
  if (/^\s*text\/html\b/i.test(headers.get('content-type') ?? '')) return 'a page for people';
  return encoding === 'identity' ? undefined : `an encoding (${encoding}) that nobody asked for`;
}

function oddAnswer(url: string, wanted: string, oddity: string | undefined): ZooError {
  const { host } = new URL(url);
  return new ZooError(
    'ERR_ZOO_RESPONSE_INVALID',
    `${host} answered ${oddity ?? 'something else'} instead of ${wanted}.`,
    {
      hint: `Check that ${host} is an npm registry, and whether the network asks for a login.`,
      details: { host, url: shownUrl(url) },
    },
  );
}

function hintCredentials(url: string, { unsetVariables: [unset] }: NpmConfiguration, sent: boolean): string {
  if (sent)
    return 'A credential was sent with the request. Log in again with `npm login`, or ask the owner for access.';
  if (unset === undefined) return `npm's configuration has no credential for ${new URL(url).host}. Try \`npm login\`.`;
  return (
    `The .npmrc takes a credential from ${unset}, which is not set or which modelzoo may not read. ` +
    `Set it under the name NPM_TOKEN or NODE_AUTH_TOKEN, or allow it with npm({ env: ['${unset}'] }).`
  );
}
