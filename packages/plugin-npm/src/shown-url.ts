/** A URL as it may stand in messages and events: without its query, which may hold a signature. */
export function shownUrl(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}
