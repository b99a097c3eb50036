const MASK = '***';

/**
 * Characters that act on a terminal, or are not seen: controls (C0 and C1, so that no escape sequence starts), formats
 * (bidirectional overrides and isolates, zero-width ones, tags), line and paragraph separators, halves of surrogate pairs,
 * and fillers. Tab and newline are text.
 */
// oxlint-disable-next-line no-misleading-character-class -- the joiners are meant by themselves
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0](?<![\t\n])/gu;

// The patterns below meet JSON text, too: a backslash and what it escapes are taken together; quotes and
// line breaks, escaped ones as well, end a match.

/** `https://user:password@` */
const USER_INFO = /\b([a-z][a-z0-9+.-]{0,30}:\/\/)(?:\\[^nrt]|[^\s/?#"<>\\]){1,2048}@/gi;
const SECRET_PARAMETER =
  /([?&;#](?:[\w.-]{0,64}(?:token|secret|signature|password|passwd|credential|api[-_]?key)|sig|key|auth|pwd|pass|jwt)=)(?:\\[^nrt]|[^&;\s#"'<>\\])+/gi;
/** Shapes of well-known tokens: GitHub, GitLab, Hugging Face, npm, PyPI, Slack, AWS, JSON Web Tokens. */
const TOKEN =
  /\b(?:gh[pousr]_[A-Za-z0-9_]{8,}|github_pat_[A-Za-z0-9_]{8,}|glpat-[\w-]{8,}|(?:hf|npm)_(?=[a-z]*[A-Z0-9])[A-Za-z0-9]{8,}|pypi-[\w-]{16,}|xox[abeoprs]-[\w-]{8,}|AKIA[A-Z0-9]{16}|eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*)/g;
/** A scheme and what follows it. Without a digit it is prose: "token classification". */
const AUTHORIZATION = /\b(bearer\s+(?=\S{0,512}\d)[\w+/=.~-]{8,}|(?:basic|token)\s+(?=\S{0,512}\d)[\w+/=.~-]{16,})/gi;
const AUTHORIZATION_HEADER = /\b((?:proxy-)?authorization["']?\s*[:=]\s*["']?)(?:\\[^nrt]|[^"'\r\n\\])+/gi;

/**
 * Puts `***` in place of credentials: users in URLs, secret parameters, tokens of well-known shapes. All other characters
 * stay. JSON text stays JSON text.
 */
export function redactCredentials(text: string): string {
  let safe = text;
  if (safe.includes('://')) safe = safe.replace(USER_INFO, `$1${MASK}@`);
  if (safe.includes('=')) safe = safe.replace(SECRET_PARAMETER, `$1${MASK}`);
  return safe
    .replace(TOKEN, MASK)
    .replace(AUTHORIZATION_HEADER, `$1${MASK}`)
    .replace(AUTHORIZATION, (found) => `${found.split(/\s/, 1)[0] ?? ''} ${MASK}`);
}

/** Replaces every character that acts on a terminal or is not seen, tab and newline excepted. */
export function escapeUnprintable(text: string, escape: (character: string) => string): string {
  return text.replace(UNPRINTABLE, escape);
}

/**
 * Makes text from anywhere fit to be shown, logged or stored in an error: unprintable characters become `\u{…}`,
 * credentials become `***`.
 */
export function redact(text: string): string {
  return escapeUnprintable(redactCredentials(text), toEscape);
}

function toEscape(character: string): string {
  return `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`;
}
