import { statusError, ZooError, type PluginContext } from '@modelzoo/core';
import type { HttpOptions } from './http-options.js';

const DEFAULT_ORIGIN = 'https://drive.google.com';
const PATH = '/uc';

/** Where Google Drive has a shared file, before it asks whether one really wants it. */
export function googleDriveUrl(id: string): string {
  return `${DEFAULT_ORIGIN}${PATH}?export=download&id=${encodeURIComponent(id)}`;
}

/**
 * The URL behind which the bytes are. For a large file Google Drive first shows a page that says that it was not checked
 * for viruses, with a form that asks for it nevertheless; the answer to the form is the file. Other URLs stay as they are.
 *
 * @throws ZooError `ERR_ZOO_RATE_LIMITED` when too many people wanted the file lately, `ERR_ZOO_RESPONSE_INVALID` for a
 *   page without a form, and those of a status
 */
export async function confirmGoogleDrive(
  url: URL,
  { fetch }: Pick<PluginContext, 'fetch'>,
  { googleDriveOrigin = DEFAULT_ORIGIN, stallTimeoutMs }: HttpOptions,
): Promise<URL> {
  if (url.origin !== DEFAULT_ORIGIN || url.pathname !== PATH) return url;
  const shared = new URL(`${url.pathname}${url.search}`, googleDriveOrigin);
  const response = await fetch(shared, {
    expects: 'answer',
    ...(stallTimeoutMs !== undefined && { stallTimeoutMs, headersTimeoutMs: stallTimeoutMs }),
  });
  const isPage = /^text\/html\b/i.test(response.headers.get('content-type') ?? '');
  if (!isPage || !response.ok) {
    await response.body?.cancel().catch(() => undefined);
    if (!response.ok) throw statusError(response, 'the file on Google Drive', { credentialHint: NOT_SHARED });
    return shared;
  }
  const page = await response.text();
  const confirmed = readForm(page, response.url);
  if (confirmed !== undefined) return confirmed;
  const details = { host: shared.host, googleDriveId: url.searchParams.get('id') ?? undefined };
  if (/quota|too many users/i.test(page)) {
    throw new ZooError('ERR_ZOO_RATE_LIMITED', 'Too many people wanted this file from Google Drive lately.', {
      hint: 'Google lets nobody have it for up to a day. Try again then, or ask the author of the source for another place.',
      details,
    });
  }
  throw new ZooError('ERR_ZOO_RESPONSE_INVALID', 'Google Drive showed a page in place of the file.', {
    hint: NOT_SHARED,
    details,
  });
}

const NOT_SHARED =
  'It may not be shared with everybody who has the link. Ask the author of the source. Nothing was taken.';

/** What the form of the page would ask for. */
function readForm(page: string, base: string): URL | undefined {
  const form = /<form\b[^>]*>/i.exec(page);
  const action = form === null ? undefined : attribute(form[0], 'action');
  if (form === null || action === undefined || !URL.canParse(action, base)) return undefined;
  const url = new URL(action, base);
  const [fields = ''] = page.slice(form.index).split(/<\/form>/i);
  for (const [field] of fields.matchAll(/<input\b[^>]*>/gi)) {
    const name = attribute(field, 'name');
    if (name !== undefined) url.searchParams.set(name, attribute(field, 'value') ?? '');
  }
  // Any other form would be a search, or a login.
  return url.searchParams.has('id') && url.searchParams.has('confirm') ? url : undefined;
}

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\s${name}\\s*=\\s*"([^"]*)"`, 'i').exec(tag)?.[1];
  return value?.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
}
