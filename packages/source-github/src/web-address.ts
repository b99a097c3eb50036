/** Where everybody's repositories are. */
export const PUBLIC_SERVER = 'https://github.com';
const PUBLIC_API = 'https://api.github.com';

/** A web address as users configure one; `undefined` for other schemes, credentials, queries and fragments. */
export function readWebAddress(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url?.username === '' && url.password === '' && url.search === '' && url.hash === '';
  return isPlain && /^https?:$/.test(url.protocol) ? url : undefined;
}

/** Origin of an enterprise server; `undefined` for github.com, for nothing and for what is no web address. */
export function enterpriseServer(serverUrl: string | undefined): string | undefined {
  const origin = serverUrl === undefined ? undefined : readWebAddress(serverUrl)?.origin;
  return origin === PUBLIC_SERVER ? undefined : origin;
}

/**
 * The REST API of a server, by its origin.
 * @see https://docs.github.com/en/enterprise-server/rest/quickstart and, for hosts below ghe.com, data residency
 */
export function apiOf(server: string): string {
  if (server === PUBLIC_SERVER) return PUBLIC_API;
  const { protocol, host, hostname } = new URL(server);
  return hostname.endsWith('.ghe.com') ? `${protocol}//api.${host}` : `${server}/api/v3`;
}

/** The server of an API, when it is written as {@link apiOf} does; `undefined` for proxies and doubles, which may be of any. */
export function serverOf(apiUrl: string): string | undefined {
  const { origin, protocol, host } = new URL(apiUrl);
  return [PUBLIC_SERVER, origin, `${protocol}//${host.replace(/^api\./, '')}`].find(
    (server) => apiOf(server) === apiUrl,
  );
}
