import { ZooError } from '../errors/zoo-error.js';

/** Where requests go instead. */
export interface UrlRewrite {
  /** `https://mirror.example.com/github/`: takes the place of the prefix. */
  readonly url: string;
  /** Whether what a plugin declared for the rewritten origin may be sent there, too. Default `false`. */
  readonly sendCredentials?: boolean | undefined;
}

/**
 * Prefixes of URLs, and what stands in for each: `{ 'https://github.com/': 'https://mirror.example.com/github/' }`. The
 * longest prefix wins. Both sides end with a slash.
 */
export type UrlRewrites = Readonly<Record<string, string | UrlRewrite>>;

/** A URL that is asked instead of another. */
export interface RewrittenUrl {
  readonly url: URL;
  readonly sendCredentials: boolean;
}

/**
 * Reads rewrites.
 *
 * @returns finds what stands in for a URL; `undefined` for most
 * @throws ZooError `ERR_ZOO_CONFIG_INVALID`
 */
export function createUrlRewriter(rewrites: UrlRewrites): (url: URL) => RewrittenUrl | undefined {
  const rules = Object.entries(rewrites)
    .map(([prefix, rewrite]) => {
      const { url, sendCredentials = false } = typeof rewrite === 'string' ? { url: rewrite } : rewrite;
      return { prefix: parsePrefix(prefix), target: parsePrefix(url), sendCredentials };
    })
    .toSorted((a, b) => b.prefix.length - a.prefix.length);
  return (url) => {
    const rule = rules.find(({ prefix }) => url.href.startsWith(prefix));
    return (
      rule && { url: new URL(rule.target + url.href.slice(rule.prefix.length)), sendCredentials: rule.sendCredentials }
    );
  };
}

function parsePrefix(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (
    url !== undefined &&
    (url.protocol === 'https:' || url.protocol === 'http:') &&
    // Without the slash, `https://host.example` would begin `https://host.example.evil.example`, too.
    text.endsWith('/') &&
    !/[?#]/.test(text) &&
    url.username === '' &&
    url.password === ''
  ) {
    return url.href;
  }
  throw new ZooError(
    'ERR_ZOO_CONFIG_INVALID',
    `A rewrite has "${text}", which is not the beginning of a web address.`,
    {
      hint: 'Write it as https://host/path/ with a slash at its end, and without user, query and fragment.',
      details: { url: text },
    },
  );
}
