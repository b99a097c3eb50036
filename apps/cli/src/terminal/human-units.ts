import prettyBytes from 'pretty-bytes';

/** `97 kB`; a dash when nobody knows. */
export function formatSize(sizeBytes: number | undefined): string {
  return sizeBytes === undefined ? '–' : prettyBytes(sizeBytes);
}

/** `1 model`, `3 models`. */
export function count(number: number, singular: string, plural = `${singular}s`): string {
  return `${number} ${number === 1 ? singular : plural}`;
}

const UNITS: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number])[] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];
/** What is older is said by its date. */
const OLDEST_RELATIVE_DAYS = 14;

/** `5 minutes ago`, `yesterday`, or the date when it is long ago. The text itself when it is no time. */
export function formatTime(iso: string, now: Date): string {
  const time = new Date(iso);
  const seconds = (time.getTime() - now.getTime()) / 1000;
  if (Number.isNaN(seconds)) return iso;
  if (Math.abs(seconds) > OLDEST_RELATIVE_DAYS * 86_400) return time.toISOString().slice(0, 10);
  const format = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  for (const [unit, length] of UNITS) {
    if (Math.abs(seconds) >= length) return format.format(Math.round(seconds / length), unit);
  }
  return 'just now';
}

/** `45 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** The first characters of a commit or digest; other revisions as they are. */
export function shortRevision(revision: string): string {
  return /^(?:sha256-)?[0-9a-f]{40,}$/.test(revision) ? revision.replace('sha256-', '').slice(0, 12) : revision;
}
