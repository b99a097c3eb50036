const PUBLIC_SERVER = 'https://github.com';

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
