const CREDENTIAL = /^x-auth|(?:auth|authorization|cookie|token|key|secret|password|signature|credentials?)$/i;

/** Headers that belong to the connection, or to the proxy, and are ours to set. */
const RESERVED: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Whether a header of this name carries something that proves who the user is. Rather too many than too few. */
export function isCredentialHeader(name: string): boolean {
  return CREDENTIAL.test(name);
}

/** Takes every credential out of some headers. */
export function withoutCredentials(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !isCredentialHeader(name)));
}

/** Names in lower case, without what callers may not set, and with our defaults beneath. */
export function requestHeaders(
  given: Readonly<Record<string, string>> | undefined,
  userAgent: string,
): Record<string, string> {
  return {
    accept: '*/*',
    // Weights and archives are compressed already; an encoded answer would make lengths and ranges mean something else.
    'accept-encoding': 'identity',
    'user-agent': userAgent,
    ...settableHeaders(given),
  };
}

/** Names in lower case, without what callers may not set. */
export function settableHeaders(given: Readonly<Record<string, string>> = {}): Record<string, string> {
  const entries = Object.entries(given).map(([name, value]) => [name.toLowerCase(), value] as const);
  return Object.fromEntries(entries.filter(([name]) => !RESERVED.has(name)));
}
