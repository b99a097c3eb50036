/** A URL as it may stand in messages: no user, no query, no fragment, since each of them may hold a secret. */
export function shownUrl(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`;
}
