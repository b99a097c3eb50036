import { ZooError } from '../errors/zoo-error.js';
import { shownUrl } from './shown-url.js';

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const MAX_REDIRECTS = 10;

/** Whether a status sends the client elsewhere. */
export function isRedirect(status: number): boolean {
  return REDIRECTS.has(status);
}

/**
 * Where a redirect leads.
 *
 * @param visited - The URLs of this request so far, the current one last.
 * @param from - The URL that answered, where it stands in for the current one.
 * @throws ZooError `ERR_ZOO_REDIRECT`
 */
export function redirectTarget(location: string | undefined, visited: readonly URL[], from = visited.at(-1)): URL {
  if (from === undefined) throw new TypeError('a redirect comes from somewhere');
  if (location === undefined) throw refuse(from, undefined, 'does not say where to');
  if (!URL.canParse(location, from)) throw refuse(from, undefined, 'names no URL');
  const to = new URL(location, from);
  if (to.protocol !== 'https:' && to.protocol !== 'http:') throw refuse(from, to, 'leaves the web');
  if (to.protocol === 'http:' && from.protocol === 'https:') throw refuse(from, to, 'goes from https to http');
  if (to.username !== '' || to.password !== '') throw refuse(from, to, 'carries a user name or password');
  to.hash = '';
  if (visited.some((url) => url.href === to.href)) throw refuse(from, to, 'goes round in a circle');
  if (visited.length > MAX_REDIRECTS) throw refuse(from, to, `is the ${String(visited.length)}th in a row`);
  return to;
}

function refuse(from: URL, to: URL | undefined, why: string): ZooError {
  const where = to === undefined ? '' : ` to ${to.protocol.startsWith('http') ? shownUrl(to) : `${to.protocol}…`}`;
  return new ZooError('ERR_ZOO_REDIRECT', `The redirect from ${shownUrl(from)}${where} ${why}, and was not followed.`, {
    hint: 'Check the URL, and whether the network asks for a login. Nothing was taken from there.',
    details: { from: shownUrl(from), to: to && (to.protocol.startsWith('http') ? shownUrl(to) : to.protocol) },
  });
}
