const MOST_NAME_BYTES = 200;
const MOST_VERSION_CHARACTERS = 100;
const MOST_SEGMENT_BYTES = 255;
const MOST_PATH_BYTES = 1024;

/** One part of a name between slashes. Letters of any script; what a shell, a URL or a file system reads as more is out. */
const NAME_SEGMENT = /^[\p{L}\p{N}_](?:[\p{L}\p{M}\p{N}._+ -]*[\p{L}\p{M}\p{N}_+-])?$/u;
const VERSION = /^[A-Za-z0-9](?:[A-Za-z0-9._+-]*[A-Za-z0-9_+-])?$/;
/** Controls, bidirectional and invisible characters, lone surrogates, line separators. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;
/** Names that Windows gives to devices, whatever extension follows. */
const WINDOWS_DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$) *(?:\.|$)/i;
const LATIN = /\p{Script=Latin}/u;
const LATIN_LOOKALIKES = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Lisu}]/u;
/** Files beside a manifest that decide what a source is and runs. */
const SOURCE_FILE = /^(?:manifest\.json|package\.json|index\.[cm]?[jt]s|__init__\.py)$/i;

/** Says in words why a text cannot be a `base_name`, or nothing when it can. */
export function baseNameProblem(text: string): string | undefined {
  if (text === '') return 'is empty';
  // Before anything else, so that nothing below works on a text of megabytes.
  if (text.length > MOST_NAME_BYTES || Buffer.byteLength(text) > MOST_NAME_BYTES) {
    return `is longer than ${MOST_NAME_BYTES} bytes`;
  }
  if (UNPRINTABLE.test(text)) return 'holds a control or invisible character';
  if (text.includes('@')) return 'holds an @, which stands before a version only';
  if (text.startsWith('-')) return 'begins with a dash';
  if (isCompatibilityForm(text)) return 'holds look-alike forms of other characters';
  return firstProblem(text.split('/'), nameSegmentProblem);
}

/** Says in words why a text cannot be a version, or nothing when it can. */
export function versionProblem(text: string): string | undefined {
  if (text.length > MOST_VERSION_CHARACTERS) return `is longer than ${MOST_VERSION_CHARACTERS} characters`;
  if (VERSION.test(text)) return undefined;
  return 'may hold letters, digits and . _ + - only, with a letter or digit first and no dot last';
}

/**
 * Says in words why a text cannot be a `base_filename`, or nothing when it can. An empty one is as good as none. One slash
 * at the end, as people write it for a folder, is accepted.
 */
export function baseFilenameProblem(text: string): string | undefined {
  if (text === '') return undefined;
  if (text.length > MOST_PATH_BYTES || Buffer.byteLength(text) > MOST_PATH_BYTES) {
    return `is longer than ${MOST_PATH_BYTES} bytes`;
  }
  if (UNPRINTABLE.test(text)) return 'holds a control or invisible character';
  if (/^[a-z][a-z0-9+.-]+:/i.test(text)) return 'is a URL; where the file comes from belongs in manager.config.url';
  if (/^(?:[/\\]|[a-z]:)/i.test(text)) return 'is an absolute path';
  if (text.startsWith('~')) return 'begins with ~';
  if (isCompatibilityForm(text)) return 'holds look-alike forms of other characters';
  const relative = text.endsWith('/') ? text.slice(0, -1) : text;
  if (SOURCE_FILE.test(relative)) return 'is the name of a file that makes the source what it is';
  return firstProblem(relative.split('/'), fileSegmentProblem);
}

function nameSegmentProblem(segment: string): string | undefined {
  if (segment === '') return 'is an absolute path, or has an empty part between its slashes';
  if (segment === '.' || segment === '..') return 'has . or .. for a part';
  if (!NAME_SEGMENT.test(segment)) {
    return 'may hold letters, digits and . _ + - only, each part beginning with a letter, digit or _ and not ending in a dot';
  }
  if (WINDOWS_DEVICE.test(segment)) return 'is the name of a device on Windows';
  if (LATIN.test(segment) && LATIN_LOOKALIKES.test(segment))
    return 'mixes Latin letters with letters that look like them';
  return undefined;
}

function fileSegmentProblem(segment: string): string | undefined {
  if (segment === '') return 'has an empty part between its slashes';
  if (segment === '.' || segment === '..') return 'has . or .. for a part, and may leave its folder';
  if (/[\\:*?"<>|$%]/.test(segment)) return 'holds one of \\ : * ? " < > | $ %';
  if (/^ |[. ]$/.test(segment)) return 'has a part that begins with a space, or ends in a space or a dot';
  if (WINDOWS_DEVICE.test(segment)) return 'is the name of a device on Windows';
  if (Buffer.byteLength(segment) > MOST_SEGMENT_BYTES) return `has a part longer than ${MOST_SEGMENT_BYTES} bytes`;
  return undefined;
}

/** Full-width dots, ligatures, superscripts: characters that some step on the way may turn into others. */
function isCompatibilityForm(text: string): boolean {
  return text.normalize('NFKC') !== text.normalize('NFC');
}

function firstProblem(
  segments: readonly string[],
  problemOf: (segment: string) => string | undefined,
): string | undefined {
  for (const segment of segments) {
    const problem = problemOf(segment);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
