/** What is old enough to go. */
export interface AgeLimit {
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** As the user said, if so. */
  readonly olderThanMs: number | undefined;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Unfinished downloads wait that long for somebody to go on with them. */
const UNFINISHED_MS = 7 * 24 * HOUR_MS;

/** How long something may take whose maker does not say who it is, at the very least. */
const LEAST_MS = { snapshot: HOUR_MS, temporary: HOUR_MS, previous: MINUTE_MS } as const;
/** The same, when the user said nothing. */
const USUAL_MS = { snapshot: HOUR_MS, temporary: 24 * HOUR_MS, previous: MINUTE_MS } as const;

/** Whether part of an unfinished download may go: never while its process is known to run. */
export function isLeftBehind(
  { isAbandoned, modifiedMs }: { readonly isAbandoned: boolean | undefined; readonly modifiedMs: number },
  { nowMs, olderThanMs = UNFINISHED_MS }: AgeLimit,
): boolean {
  if (isAbandoned === false) return false;
  // A process of another machine is given all the time: what it writes is new.
  const leastMs = isAbandoned === true ? olderThanMs : Math.max(olderThanMs, UNFINISHED_MS);
  return nowMs - modifiedMs >= leastMs;
}

/** Whether something of unknown making is surely not being made just now. */
export function isForgotten(
  kind: keyof typeof LEAST_MS,
  modifiedMs: number,
  { nowMs, olderThanMs }: AgeLimit,
): boolean {
  const leastMs = olderThanMs === undefined ? USUAL_MS[kind] : Math.max(olderThanMs, LEAST_MS[kind]);
  return nowMs - modifiedMs >= leastMs;
}

/** Whether a blob that nobody needs may go. */
export function isOldEnough(modifiedMs: number, { nowMs, olderThanMs = 0 }: AgeLimit): boolean {
  // Clocks of file servers may be ahead: 0 means all.
  return olderThanMs === 0 || nowMs - modifiedMs >= olderThanMs;
}
