/**
 * What is wrong with a URL of a manifest, if anything. Good are `http:` and `https:` URLs, and, since core opens those
 * itself, `file:` URLs and paths relative to the source.
 */
export function urlProblem(text: string): string | undefined {
  // oxlint-disable-next-line no-control-regex -- finding control characters is what it is for
  if (/[\u0000-\u001f\u007f]/.test(text)) return 'has control characters';
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) {
    return /^[/\\]/.test(text) ? 'is neither a URL nor a path relative to the source' : undefined;
  }
  if (scheme !== 'http' && scheme !== 'https' && scheme !== 'file') {
    return `has the scheme "${scheme}"; http and https can be fetched`;
  }
  return URL.canParse(text) ? undefined : 'is not a URL';
}
