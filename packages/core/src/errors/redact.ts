const MASK = '***';

/** C0 and C1 controls but tab and newline, bidirectional overrides and isolates, and invisible format characters. */
// oxlint-disable-next-line no-control-regex -- finding control characters is what it is for
const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** Shapes of well-known tokens: GitHub, Hugging Face, npm, GitLab. */
const TOKEN =
  /\b(?:gh[pousr]_[A-Za-z0-9_]{8,}|github_pat_[A-Za-z0-9_]{8,}|hf_[A-Za-z0-9]{8,}|npm_[A-Za-z0-9]{8,}|glpat-[\w-]{8,})/g;
const USER_INFO = /\b([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/?#@]{1,2048}@/gi;
const SECRET_PARAMETER =
  /([?&](?:[\w-]{0,64}(?:token|secret|signature|password|credential|api[-_]?key)|sig|key|auth)=)[^&\s#"']+/gi;
const AUTHORIZATION = /\b(bearer|basic|token)\s+[A-Za-z0-9+/=._~-]{8,}/gi;

/**
 * Makes text from anywhere fit to be shown, logged or stored in an error: control characters and bidirectional
 * overrides become `\u{…}`, credentials become `***`.
 */
export function redact(text: string): string {
  return text
    .replace(USER_INFO, `$1${MASK}@`)
    .replace(SECRET_PARAMETER, `$1${MASK}`)
    .replace(TOKEN, MASK)
    .replace(AUTHORIZATION, `$1 ${MASK}`)
    .replace(UNPRINTABLE, (character) => `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`);
}
